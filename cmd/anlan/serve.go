package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"anlan/internal/app"
	"anlan/internal/base/observe"
	"anlan/internal/demo"
	"anlan/internal/demo/city"
)

// serveCmd runs the server until it is told to stop.
type serveCmd struct {
	app.Config `embed:""`
}

// Run opens everything, loads the demo city when asked, prints where it is, and serves.
func (s *serveCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg := s.Config
	var err error
	cfg.Version, cfg.AdminPassword, cfg.DemoPassword = version, os.Getenv("ANLAN_ADMIN_PASSWORD"), os.Getenv("ANLAN_DEMO_PASSWORD")
	cfg.S3Secret = os.Getenv("ANLAN_S3_SECRET")
	cfg.MailPassword = os.Getenv("ANLAN_MAIL_PASSWORD")
	cfg.GatewayToken = os.Getenv("ANLAN_GATEWAY_TOKEN")
	if cfg.Demo {
		if cfg.DemoPassword == "" {
			if cfg.DemoPassword, err = demoPassword(cfg.Data); err != nil {
				return err
			}
		}
		if cfg.AdminPassword == "" {
			cfg.AdminPassword = cfg.DemoPassword
		}
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Log)); err != nil {
		return err
	}
	log := observe.NewLog(os.Stderr, level)
	app.UseMemory(log)
	start := time.Now() //nolint:forbidigo // a measurement
	a, err := app.Open(ctx, cfg, nil, log)
	if err != nil {
		return err
	}
	if err := s.prepare(ctx, a, cfg); err != nil {
		return errors.Join(err, a.Close())
	}
	fmt.Printf("anlan %s ready in %.1f s\n  web     http://%s/        phone  http://%s/m\n", version, time.Since(start).Seconds(), a.HTTPAddr(), a.HTTPAddr())
	if m := a.Bus.MQTTAddr(); m != "" {
		fmt.Printf("  mqtt    %s\n", m)
	}
	for _, p := range []string{"hj212", "sl651", "gb26875", "jt808"} {
		if at := a.DeviceAddr(p); at != "" {
			fmt.Printf("  %-7s %s\n", p, at)
		}
	}
	if cfg.Demo {
		fmt.Printf("  demo    %s\n  password %s\n", strings.Join(demo.Logins, " "), cfg.DemoPassword)
	}
	return errors.Join(a.Run(ctx), a.Close())
}

// prepare makes the first accounts and the demo city. A random demo password changes with every start.
func (s *serveCmd) prepare(ctx context.Context, a *app.App, cfg app.Config) error {
	if cfg.Demo {
		return loadDemo(ctx, a)
	}
	made, err := a.FirstAdmin(ctx)
	if err != nil {
		return err
	}
	if n, err := a.Identity.Count(ctx); err == nil && n == 0 {
		fmt.Fprintln(os.Stderr, "anlan: there is no account yet; set ANLAN_ADMIN_PASSWORD and start again")
	} else if made {
		fmt.Println("account admin made")
	}
	return err
}

// loadDemo loads the demo city, telling how far it is; a second start finds everything there.
func loadDemo(ctx context.Context, a *app.App) error {
	scale := city.Full
	if a.Config.Small {
		scale = city.Small
	}
	err := demo.Load(ctx, demo.Engines{DB: a.DB, Clock: a.Clock, Register: a.Register, Signal: a.Signal, Identity: a.Identity, Duty: a.Duty, Blobs: a.Blobs, Procedure: a.ProcedureAt},
		demo.Options{Scale: scale, Password: a.Config.DemoPassword, AdminPassword: a.Config.AdminPassword, Progress: progress()})
	if err != nil {
		return err
	}
	if err := loadPeerPoints(ctx, a); err != nil {
		return err
	}
	return a.LoadDemo(ctx)
}

// progress prints one line for each step, rewritten as it goes on when the output is a terminal.
func progress() func(step string, done, total int) {
	last := ""
	return func(step string, done, total int) {
		if step != last || done == total {
			fmt.Fprintf(os.Stderr, "demo city: %-12s %7d of %d\n", step, done, total)
			last = step
		}
	}
}

// demoPassword is the password that was made when the demo city was first started here, or a new one.
func demoPassword(data string) (string, error) {
	file := filepath.Join(data, "demo-password")
	b, err := os.ReadFile(file)
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", err
	}
	p := strings.ToLower(rand.Text()[:12])
	return p, os.WriteFile(file, []byte(p+"\n"), 0o600)
}
