// Package broker is an MQTT 3.1.1 broker on the loopback that plays another office's, in the demo city and in tests.
//
// It keeps the messages of persistent sessions in a folder, as a broker of another office would, and lets in one user. It is
// no way into the server: devices come through base/door, and what is published here reaches only who subscribes here.
package broker

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Options of a broker. Listen is HOST:PORT on the loopback, with port 0 for a free one; Dir keeps what is not delivered.
type Options struct {
	Listen, Dir    string
	User, Password string
}

// Broker is one that runs.
type Broker struct {
	server *server.Server
	addr   string
}

// How long a start may take, and after which time what was not acknowledged comes again: no sooner than that, also over a new
// line.
const (
	startWithin = 20 * time.Second
	redeliver   = time.Second
)

// Open starts a broker. It fails for an address that is not on the loopback.
func Open(o Options) (*Broker, error) {
	host, text, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("broker: %s is no address on the loopback", o.Listen)
	}
	if port == 0 {
		port = -1
	}
	opt := &server.Options{
		ServerName: "peer", DontListen: true, NoSigs: true, NoLog: true, JetStream: true, StoreDir: o.Dir, JetStreamMaxMemory: 64 << 20, JetStreamMaxStore: 1 << 30,
		MQTT: server.MQTTOpts{Host: host, Port: port, Username: o.User, Password: o.Password, AckWait: redeliver, MaxAckPending: 1000},
	}
	s, err := server.NewServer(opt)
	if err != nil {
		return nil, err
	}
	s.Start()
	if !s.ReadyForConnections(startWithin) {
		s.Shutdown()
		return nil, errors.New("the broker did not start")
	}
	return &Broker{server: s, addr: net.JoinHostPort(host, strconv.Itoa(opt.MQTT.Port))}, nil
}

// Addr is where it answers.
func (b *Broker) Addr() string { return b.addr }

// Close stops it; what was not delivered is in its folder.
func (b *Broker) Close() {
	b.server.Shutdown()
	b.server.WaitForShutdown()
}
