package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"anlan/internal/demo/simulate"
)

// DemoBoardsCmd plays boards and loudspeakers.
type DemoBoardsCmd struct {
	MQTT     string `name:"mqtt" help:"Address of the MQTT listener." default:"127.0.0.1:1883"`
	Password string `help:"Of the devices of the demo." env:"ANLAN_DEMO_PASSWORD" required:""`
}

// Run plays until it is told to stop, and prints what is shown.
func (d *DemoBoardsCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return simulate.Boards(ctx, simulate.BoardOptions{MQTT: d.MQTT, Password: d.Password, Tell: func(line string) { fmt.Println(line) }})
}

// DemoGatewayCmd plays a gateway.
type DemoGatewayCmd struct {
	Listen string `help:"Address to answer on, of this machine." default:"127.0.0.1:8970"`
}

// Run answers until it is told to stop, and prints the messages.
func (d *DemoGatewayCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ln, err := net.Listen("tcp", d.Listen)
	if err != nil {
		return err
	}
	fmt.Printf("gateway at http://%s\n", ln.Addr())
	srv := &http.Server{Handler: simulate.NewGateway(func(line string) { fmt.Println(line) }), ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { _ = srv.Close() })
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
