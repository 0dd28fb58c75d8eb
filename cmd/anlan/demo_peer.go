package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"anlan/internal/app"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/demo/peer"
)

// DemoPeerCmd plays one system of another office, until it is stopped.
type DemoPeerCmd struct {
	Name   string `arg:"" help:"Which: grid, police, weather, water, fire, air, traffic, geology, forest or province."`
	Listen string `help:"Address to answer on; the loopback alone." default:"127.0.0.1:0"`
	API    string `name:"api" help:"Address of the server, for peers that push." default:"http://127.0.0.1:8080"`
	Inbox  string `help:"Folder of the server in which files are dropped." default:"data/connector" type:"path"`
	Secret string `help:"What the peer and the server share." env:"ANLAN_PEER_SECRET" required:""`
}

// Run serves and prints where.
func (d *DemoPeerCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p, err := peer.Open(ctx, d.Name, peer.Options{
		Listen: d.Listen, API: strings.TrimSuffix(d.API, "/"), Inbox: d.Inbox, Secret: d.Secret, Clock: clock.NewSteady(), Tell: func(line string) { fmt.Fprintln(os.Stderr, line) },
	})
	if err != nil {
		return err
	}
	fmt.Printf("%s %s\n", d.Name, p.Addr())
	return p.Run(ctx)
}

// DemoPeersCmd starts all ten as processes of their own and declares them to the server.
type DemoPeersCmd struct {
	API      string `name:"api" help:"Address of the server." default:"http://127.0.0.1:8080"`
	Data     string `help:"Folder of its data." default:"data" env:"ANLAN_DATA" type:"path"`
	User     string `help:"Administrator who declares them." default:"admin"`
	Password string `help:"Of the administrator; without it, that of the demo city in the data folder." env:"ANLAN_DEMO_PASSWORD"`
}

// Run starts, declares, and waits until it is stopped or one of them ends.
func (d *DemoPeersCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if d.Password == "" {
		var err error
		if d.Password, err = demoPassword(d.Data); err != nil {
			return err
		}
	}
	secret := rand.Text()
	addresses := map[string]string{}
	ended := make(chan error, len(peer.Names()))
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	for _, name := range peer.Names() {
		address, wait, err := d.start(ctx, name, secret)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		addresses[name] = address
		running.Go(func() { ended <- wait() })
		fmt.Printf("  %-8s http://%s/control?mode=ok|broken|slow|lie|torn\n", name, address)
	}
	if err := peer.Declare(ctx, peer.Town{API: d.API, User: d.User, Password: d.Password, Area: app.Home}, addresses, secret); err != nil {
		return err
	}
	fmt.Println("ten peers are declared; stop with Ctrl-C")
	select {
	case <-ctx.Done():
		return nil
	case err := <-ended:
		return fmt.Errorf("a peer ended: %w", err)
	}
}

// start starts one and reads where it answers.
func (d *DemoPeersCmd) start(ctx context.Context, name, secret string) (address string, wait func() error, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	c := exec.CommandContext(ctx, self, "demo", "peer", name, "--api", d.API, "--inbox", filepath.Join(d.Data, "connector"))
	c.Env = append(os.Environ(), "ANLAN_PEER_SECRET="+secret)
	c.Stderr = os.Stderr
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 3 * time.Second
	out, err := c.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := c.Start(); err != nil {
		return "", nil, err
	}
	line := bufio.NewScanner(out)
	if !line.Scan() {
		return "", nil, errors.Join(errors.New("it did not start"), c.Wait())
	}
	_, address, ok := strings.Cut(line.Text(), " ")
	if !ok {
		return "", nil, errors.Join(fmt.Errorf("it said %q", line.Text()), c.Process.Kill(), c.Wait())
	}
	return address, c.Wait, nil
}

// loadPeerPoints registers the stations whose values the peers tell.
func loadPeerPoints(ctx context.Context, a *app.App) error {
	return peer.Points(ctx, a.Signal, func(p geo.Point) (code, name string) {
		code = a.Register.Areas().Locate(p)
		return code, a.Register.Areas().Name(code)
	})
}
