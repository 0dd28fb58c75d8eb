// Package probe meets the server as the world does: a process with ports.
//
// Start runs the binary and reads where it listens; Client speaks to its API and follows its events, Device publishes by
// MQTT as a gateway does. It shares no code with the server, so what it finds is what others would find. It judges
// nothing: that is done by the benchmark and by the fault tests.
package probe

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Options say how to start a server. The demo city is loaded into Data when it is new. Addresses are HOST:PORT; "" is a
// free port of the loopback. Small takes the small city. Args are added to the command line.
type Options struct {
	Binary, Data      string
	HTTP, MQTT, HJ212 string
	Password          string // of all demo accounts and devices
	Small             bool
	Args              []string
}

// Server is a running server.
type Server struct {
	Options
	Ready time.Duration // from the start of the process until it said that it is ready
	cmd   *exec.Cmd
	said  *tail
	ended chan struct{} // closed when the process is gone
	err   error         // how it ended
}

// readyWithin is how long a server may take, with a whole city to load on a busy machine.
const readyWithin = 3 * time.Minute

const free = "127.0.0.1:0"

// Start runs the server and waits until /readyz answers 200. Its HTTP, MQTT and HJ212 are then the addresses that it
// really has. It fails with the last lines of the server's log when the process ends before.
func Start(ctx context.Context, o Options) (*Server, error) {
	args := []string{"serve", "--demo", "--log", "warn", "--data", o.Data}
	for _, a := range []struct {
		flag string
		addr *string
	}{{"--http", &o.HTTP}, {"--mqtt", &o.MQTT}, {"--hj212", &o.HJ212}} {
		if *a.addr == "" {
			*a.addr = free
		}
		args = append(args, a.flag, *a.addr)
	}
	if o.Small {
		args = append(args, "--small")
	}
	s := &Server{Options: o, said: &tail{}, ended: make(chan struct{})}
	s.cmd = exec.Command(o.Binary, append(args, o.Args...)...)
	s.cmd.Env = append(os.Environ(), "ANLAN_DEMO_PASSWORD="+o.Password)
	s.cmd.Stderr = s.said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	told := make(chan struct{})
	go func() {
		s.listen(out, told)
		s.err = s.cmd.Wait()
		close(s.ended)
	}()
	err = s.await(ctx, told)
	s.Ready = time.Since(begin)
	if err != nil {
		s.Kill()
		return nil, fmt.Errorf("%w; its last words:\n%s", err, s.said)
	}
	return s, nil
}

// listen reads the addresses that the server prints, one line each ("  mqtt    127.0.0.1:1883"), until the line that
// comes last, and then whatever follows.
func (s *Server) listen(out io.Reader, told chan struct{}) {
	sc := bufio.NewScanner(out)
	open := true
	for sc.Scan() {
		fmt.Fprintln(s.said, sc.Text())
		f := strings.Fields(sc.Text())
		if len(f) < 2 || !open {
			continue
		}
		switch f[0] {
		case "web":
			s.HTTP = strings.Trim(strings.TrimPrefix(f[1], "http://"), "/")
		case "mqtt":
			s.MQTT = f[1]
		case "hj212":
			s.HJ212 = f[1]
		case "password":
			close(told)
			open = false
		}
	}
}

func (s *Server) await(ctx context.Context, told chan struct{}) error {
	select {
	case <-told:
	case <-s.ended:
		return fmt.Errorf("the server ended: %w", s.err)
	case <-ctx.Done():
		return errors.New("the server did not say where it listens")
	}
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	client := &http.Client{Timeout: 2 * time.Second}
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/readyz", nil)
		if err != nil {
			return err
		}
		if res, err := client.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-poll.C:
		case <-s.ended:
			return fmt.Errorf("the server ended: %w", s.err)
		case <-ctx.Done():
			return errors.New("the server did not become ready")
		}
	}
}

// URL is where the web client answers, without a slash at the end.
func (s *Server) URL() string { return "http://" + s.HTTP }

// Again starts a server on the same data and the same ports.
func (s *Server) Again(ctx context.Context) (*Server, error) { return Start(ctx, s.Options) }

// PID is the process.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Kill ends the process as a power cut ends it, without a chance to say anything, and waits until it is gone.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.ended
}

// Term asks the process to end.
func (s *Server) Term() error { return s.cmd.Process.Signal(syscall.SIGTERM) }

// Stop asks the process to end and waits; an error says that it did not within 20 s, or ended badly.
func (s *Server) Stop() error {
	if err := s.Term(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	t := time.NewTimer(20 * time.Second)
	defer t.Stop()
	select {
	case <-s.ended:
	case <-t.C:
		s.Kill()
		return fmt.Errorf("the server did not end within 20 s of SIGTERM; its last words:\n%s", s.said)
	}
	if s.err != nil {
		return fmt.Errorf("the server ended with %w; its last words:\n%s", s.err, s.said)
	}
	return nil
}

// Ended is closed when the process is gone.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// Said is the end of what the server wrote.
func (s *Server) Said() string { return s.said.String() }

// tail keeps the end of what is written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

const tailBytes = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if len(t.b) > 2*tailBytes {
		t.b = bytes.Clone(t.b[len(t.b)-tailBytes:])
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
