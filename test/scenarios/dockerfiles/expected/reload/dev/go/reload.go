// Runs a command and starts it anew when a file of the working folder changes. Rendered by gantry for development.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

var ignored = map[string]bool{"node_modules": true, ".git": true, "vendor": true, "data": true, "logs": true}

func snapshot() string {
	seen := ""
	filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if entry.IsDir() && path != "." && ignored[entry.Name()] {
			return filepath.SkipDir
		}
		if info, err := entry.Info(); err == nil && !entry.IsDir() {
			seen += fmt.Sprintln(path, info.ModTime().UnixNano(), info.Size())
		}
		return nil
	})
	return seen
}

type run struct {
	command *exec.Cmd
	done    chan error
}

func start() *run {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "reload:", err)
		return nil
	}
	done := make(chan error, 1)
	go func() { done <- command.Wait() }()
	return &run{command, done}
}

func (r *run) end(grace time.Duration) {
	if r == nil {
		return
	}
	syscall.Kill(-r.command.Process.Pid, syscall.SIGTERM)
	select {
	case <-r.done:
	case <-time.After(grace):
	}
	// `go run` dies at once and may leave the program it made.
	syscall.Kill(-r.command.Process.Pid, syscall.SIGKILL)
}

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	before := snapshot()
	current := start()
	for {
		var done chan error
		if current != nil {
			done = current.done
		}
		select {
		case <-stop:
			current.end(8 * time.Second)
			return
		case err := <-done:
			fmt.Fprintln(os.Stderr, "reload: ended:", err, "- waiting for a change")
			current = nil
		case <-time.After(300 * time.Millisecond):
			if now := snapshot(); now != before {
				before = now
				current.end(3 * time.Second)
				current = start()
			}
		}
	}
}
