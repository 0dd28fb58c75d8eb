package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"anlan/internal/app"
	"anlan/internal/base/observe"
)

// DemoCmd is what has to do with the invented city.
type DemoCmd struct {
	Load DemoLoadCmd `cmd:"" help:"Load the demo city into a data folder while no server runs on it."`
}

// DemoLoadCmd loads the demo city. It changes nothing when the city is there already, and goes on where it was stopped.
type DemoLoadCmd struct {
	Data     string `help:"Folder of all data." default:"data" env:"ANLAN_DATA" type:"path"`
	DSN      string `name:"dsn" help:"PostgreSQL address; without it a SQLite file in the data folder." env:"ANLAN_DSN"`
	Small    bool   `help:"A small city, for tests." env:"ANLAN_DEMO_SMALL"`
	Password string `help:"Of all demo accounts and devices, 8 to 128 characters." env:"ANLAN_DEMO_PASSWORD" required:""`
}

// Run opens the parts without any device listener, loads, and closes them.
func (d *DemoLoadCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	start := time.Now() //nolint:forbidigo // a measurement
	a, err := app.Open(ctx, app.Config{
		Data: d.Data, DSN: d.DSN, HTTP: "127.0.0.1:0", Demo: true, Small: d.Small, DemoPassword: d.Password,
		AdminPassword: os.Getenv("ANLAN_ADMIN_PASSWORD"), Version: version,
	}, nil, observe.NewLog(os.Stderr, slog.LevelWarn))
	if err != nil {
		return err
	}
	if err := errors.Join(loadDemo(ctx, a), a.Close()); err != nil {
		return err
	}
	fmt.Printf("demo city is there, %.1f s\n", time.Since(start).Seconds())
	return nil
}
