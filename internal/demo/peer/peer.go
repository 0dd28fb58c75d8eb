package peer

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
)

// Modes of a peer.
const (
	OK     = "ok"
	Broken = "broken"
	Slow   = "slow"
	Lie    = "lie"
	Torn   = "torn"
)

const slowFor = 20 * time.Second

// Options say what a peer needs. Listen is HOST:PORT on the loopback; API is the server's address and Inbox its folder, for
// those that push and drop files; Secret is what the two share.
type Options struct {
	Listen string
	API    string
	Inbox  string
	Secret string
	Clock  clock.Clock
	Tell   func(line string)
}

// Peer is one that runs.
type Peer struct {
	Options
	kind *kind
	ln   net.Listener

	mu   sync.Mutex
	mode string

	stand stand  // its message broker, if it has one
	filed ledger // reports that it took, if it takes any
}

// Names are the ten, in the order in which they are started.
func Names() []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.name
	}
	return out
}

// Open takes the port. It fails with Invalid for an unknown name and for an address that is not on the loopback.
func Open(ctx context.Context, name string, o Options) (*Peer, error) {
	k := find(name)
	if k == nil {
		return nil, fail.Invalid("demo.peer", "没有名为 "+name+" 的对端", fmt.Sprintf("there is no peer %s; there are %v", name, Names()))
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return nil, err
	}
	if a, ok := ln.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return nil, errors.Join(fail.Invalid("demo.peer.listen", "演示对端只能监听本机地址", "a peer listens on the loopback alone"), ln.Close())
	}
	return &Peer{Options: o, kind: k, ln: ln, mode: OK}, nil
}

// Addr is where it answers.
func (p *Peer) Addr() string { return p.ln.Addr().String() }

// Run serves, and sends what is to be sent, until ctx ends.
func (p *Peer) Run(ctx context.Context) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /control", p.control)
	if p.kind.broker {
		if err := p.stand.open(p.Secret); err != nil {
			return errors.Join(err, p.ln.Close())
		}
		defer p.stand.close()
		mux.HandleFunc("GET /broker", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, p.stand.addr) })
	}
	for path, answer := range p.kind.answers {
		mux.HandleFunc("GET "+path, p.serve(func(p *Peer, q question) (int, string, []byte) {
			media, body := answer(p, q)
			return http.StatusOK, media, body
		}))
	}
	for path, take := range p.kind.takes {
		mux.HandleFunc("POST "+path, p.serve(func(p *Peer, q question) (int, string, []byte) {
			status, body := take(p, q)
			return status, "application/json", body
		}))
	}
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	var sending sync.WaitGroup
	if p.kind.send != nil {
		sending.Go(func() { p.sends(ctx) })
	}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	err := srv.Serve(p.ln)
	sending.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (p *Peer) is() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mode
}

// control reads and sets the mode.
func (p *Peer) control(w http.ResponseWriter, r *http.Request) {
	switch m := r.URL.Query().Get("mode"); m {
	case OK, Broken, Slow, Lie, Torn:
		p.mu.Lock()
		p.mode = m
		p.mu.Unlock()
	case "":
	default:
		http.Error(w, "mode is ok, broken, slow, lie or torn", http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, "%s is %s\n", p.kind.name, p.is())
}

// question is what an answer is made from.
type question struct {
	*http.Request
	now  time.Time
	lies bool
}

// size is the page size asked for.
func (q question) size(name string) int {
	n, err := strconv.Atoi(q.URL.Query().Get(name))
	if err != nil || n < 1 {
		return 100
	}
	return min(n, 1000)
}

// answer is one path of a peer: a media type and the body.
type answer func(p *Peer, q question) (media string, body []byte)

// taker is one path of a peer on which it takes something in.
type taker func(p *Peer, q question) (status int, body []byte)

// serve answers in the peer's mode, to those who know the secret.
func (p *Peer) serve(a func(p *Peer, q question) (status int, media string, body []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		mode := p.is()
		switch {
		case !p.kind.admits(r, p.Secret):
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		case mode == Broken:
			http.Error(w, "out of order", http.StatusServiceUnavailable)
			return
		case mode == Slow:
			select {
			case <-r.Context().Done():
				return
			case <-p.Clock.After(slowFor):
			}
		}
		status, media, body := a(p, question{r, p.Clock.Now(), mode == Lie})
		w.Header().Set("Content-Type", media)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		if mode == Torn {
			_, _ = w.Write(body[:len(body)/2])
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(body)
	}
}

// sends lets the peer send every few seconds what it has not sent yet; what fails is sent again.
func (p *Peer) sends(ctx context.Context) {
	t := p.Clock.NewTicker(p.kind.every)
	defer t.Stop()
	from := p.Clock.Now().Add(-memory)
	for {
		mode := p.is()
		if mode == Broken {
			p.stand.shut() // a broker out of order is not there
		} else {
			if mode == Slow {
				select {
				case <-ctx.Done():
					return
				case <-p.Clock.After(slowFor):
				}
			}
			now := p.Clock.Now()
			if err := p.kind.send(ctx, p, from, now, mode); err == nil {
				from = now
			} else if ctx.Err() == nil && p.Tell != nil {
				p.Tell(fmt.Sprintf("%s: %v; trying again", p.kind.name, err))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-t.Chan():
		}
	}
}
