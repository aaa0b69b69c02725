/** A Python server that answers with a word: that of the package `greeting` where it is installed; `then` is a Python expression of bytes behind it. */
export const pythonServer = (then = 'b""'): string => `import http.server
try:
    import greeting
    word = greeting.version
except ImportError:
    word = "plain"
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(word.encode() + ${then})
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
`

/** A Node server that answers with a word. */
export const nodeServer = (word: string): string => `import { createServer } from 'node:http'\ncreateServer((_, answer) => answer.end('${word}')).listen(3000)\n`

/** A Go server that answers with what stands in word.txt; without net/http, whose first compilation takes half a minute. `more` stands at the top of the file. */
export const goServer = (more = ''): string => `package main

${more}
import (
	"net"
	"os"
	"time"
)

func main() {
	if _, err := time.LoadLocation("Asia/Ho_Chi_Minh"); err != nil {
		panic(err)
	}
	word, _ := os.ReadFile("word.txt")
	listener, err := net.Listen("tcp", ":8080")
	for err == nil {
		var connection net.Conn
		if connection, err = listener.Accept(); err == nil {
			connection.Read(make([]byte, 4096))
			connection.Write(append([]byte("HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\n"), word...))
			connection.Close()
		}
	}
}
`

/** The go.mod of such a server. */
export const goModule = 'module example.com/app\n\ngo 1.24\n'
