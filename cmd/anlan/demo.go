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
	"anlan/internal/base/clock"
	"anlan/internal/base/observe"
	"anlan/internal/demo/simulate"
)

// DemoCmd is what has to do with the invented city.
type DemoCmd struct {
	Load     DemoLoadCmd     `cmd:"" help:"Load the demo city into a data folder while no server runs on it."`
	Simulate DemoSimulateCmd `cmd:"" help:"Play the devices of the demo city against a running server."`
	Peers    DemoPeersCmd    `cmd:"" help:"Start the systems of nine other offices and of the province, each a process, and declare them to a running server."`
	Peer     DemoPeerCmd     `cmd:"" help:"Play one system of another office."`
	Boards   DemoBoardsCmd   `cmd:"" help:"Play the boards and loudspeakers of the demo city against a running server."`
	Gateway  DemoGatewayCmd  `cmd:"" help:"Play a gateway of SMS or voice that reaches nobody; give its address to the server."`
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

// DemoSimulateCmd plays devices over the server's own ports.
type DemoSimulateCmd struct {
	API      string         `name:"api" help:"Address of the server's API; it tells which points there are." default:"http://127.0.0.1:8080"`
	User     string         `help:"Who asks the API." default:"duty"`
	Password string         `help:"Of that person and of the devices." env:"ANLAN_DEMO_PASSWORD" required:""`
	MQTT     string         `name:"mqtt" help:"Address of the MQTT listener; empty for none." default:"127.0.0.1:1883"`
	MQTTUser string         `name:"mqtt-user" help:"As whom gateways connect." default:"demo-device"`
	HJ212    string         `name:"hj212" help:"Address of the HJ 212 listener; empty for none." default:"127.0.0.1:5212"`
	SL651    string         `name:"sl651" help:"Address of the SL 651 listener; empty for none."`
	GB26875  string         `name:"gb26875" help:"Address of the GB/T 26875.3 listener; empty for none."`
	JT808    string         `name:"jt808" help:"Address of the JT/T 808 listener; empty for none."`
	Rate     float64        `help:"Observations a second, all points together; 0: each point every 10 s." default:"0"`
	Story    simulate.Story `help:"What happens: ${enum}." enum:"normal,leak,stuck,noisy,all,none" default:"normal"`
	After    time.Duration  `help:"How long a normal day lasts before the story begins." default:"30s"`
	Leak     time.Duration  `help:"How long the leak stays open." default:"5m"`
	Seed     uint64         `help:"Of noise and rhythm." default:"1"`
	Duration time.Duration  `help:"How long to play; 0 until stopped." default:"0"`
}

// Run plays and prints what was published, acknowledged and lost. It fails when something was lost.
func (d *DemoSimulateCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r, err := simulate.Run(ctx, simulate.Options{
		API: d.API, User: d.User, Password: d.Password, MQTT: d.MQTT, MQTTUser: d.MQTTUser, HJ212: d.HJ212, SL651: d.SL651, GB26875: d.GB26875, JT808: d.JT808, Rate: d.Rate, Story: d.Story,
		After: d.After, Leak: d.Leak, Seed: d.Seed, Duration: d.Duration, Clock: clock.NewSteady(),
		Tell: func(line string) { fmt.Fprintln(os.Stderr, line) },
	})
	if err != nil {
		return err
	}
	fmt.Println(r)
	if r.Lost > 0 {
		return fmt.Errorf("%d messages were not acknowledged", r.Lost)
	}
	return nil
}
