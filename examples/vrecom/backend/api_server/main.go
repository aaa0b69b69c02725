// A stand-in for vrecom's API: answers its real health path and proves that Redis and the secrets are there.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const patience = 2 * time.Second

func main() {
	http.HandleFunc("GET /api/v1/ping", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{"message": "pong"})
	})
	http.HandleFunc("GET /api/v1/needs", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{
			"redis":                redis(),
			"jwt_secret":           secret("JWT_SECRET_FILE"),
			"google_client_secret": secret("GOOGLE_CLIENT_SECRET_FILE"),
		})
	})
	run(&http.Server{Addr: ":" + os.Getenv("PORT"), ReadHeaderTimeout: patience})
}

// run serves until it is told to stop, and lets requests under way finish.
func run(server *http.Server) {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	stopped := make(chan struct{})
	go func() {
		<-stop.Done()
		deadline, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(deadline); err != nil {
			log.Print("requests under way are cut: ", err)
		}
		close(stopped)
	}()
	log.Print("serving on ", server.Addr)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-stopped
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Print("the caller went away: ", err)
	}
}

// redis is "up" when the server answers a PING, else the reason why not.
func redis() string {
	connection, err := net.DialTimeout("tcp", strings.TrimPrefix(os.Getenv("REDIS_URL"), "redis://"), patience)
	if err != nil {
		return err.Error()
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(patience))
	if _, err = connection.Write([]byte("PING\r\n")); err != nil {
		return err.Error()
	}
	line, err := bufio.NewReader(connection).ReadString('\n')
	if err != nil {
		return err.Error()
	}
	if !strings.HasPrefix(line, "+PONG") {
		return strings.TrimSpace(line)
	}
	return "up"
}

// secret tells whether the file that a variable names can be read; never what is in it.
func secret(variable string) string {
	content, err := os.ReadFile(os.Getenv(variable))
	switch {
	case err != nil:
		return err.Error()
	case len(content) == 0:
		return "empty"
	}
	return "there"
}
