package bus

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const internalUser = "anlan"

// MaxDevicePayload is the largest message taken from a device, in bytes. A connection that sends more is cut.
const MaxDevicePayload = 1 << 20

type embedded struct {
	*server.Server
	secret string
	mqtt   string
	admit  atomic.Bool
	login  func(DeviceLogin) []string
	hears  func(user string) []string
}

func startServer(o Options) (*embedded, error) {
	e := &embedded{secret: rand.Text(), login: o.Login, hears: o.Hears}
	opt := &server.Options{
		ServerName: "anlan", DontListen: true, NoSigs: true, JetStream: true, StoreDir: o.Dir,
		MaxPayload: MaxDevicePayload, SyncAlways: o.SyncAlways, CustomClientAuthentication: e,
		JetStreamMaxMemory: 256 << 20, JetStreamMaxStore: 64 << 30, MaxClosedClients: 10000,
	}
	if o.MQTT != "" {
		host, port, err := net.SplitHostPort(o.MQTT)
		if err != nil {
			return nil, fmt.Errorf("mqtt address %q: %w", o.MQTT, err)
		}
		n, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("mqtt address %q: %w", o.MQTT, err)
		}
		if n == 0 {
			n = -1 // the server's word for a free port
		}
		opt.MQTT = server.MQTTOpts{Host: host, Port: n, AckWait: 30 * time.Second, MaxAckPending: 1024}
	}
	s, err := server.NewServer(opt)
	if err != nil {
		return nil, err
	}
	e.Server = s
	s.SetLoggerV2(logger{o.Log.With("part", "nats"), o.Forbidden}, false, false, false)
	s.Start()
	if !s.ReadyForConnections(20 * time.Second) {
		s.Shutdown()
		return nil, errors.New("the bus did not start within 20 s")
	}
	if o.MQTT != "" {
		e.mqtt = net.JoinHostPort(opt.MQTT.Host, strconv.Itoa(opt.MQTT.Port))
	}
	return e, nil
}

// Check decides about each connection: our own by its secret, a device by Login, which names the topics it may use.
func (e *embedded) Check(c server.ClientAuthentication) bool {
	o := c.GetOpts()
	if o.Username == internalUser {
		if subtle.ConstantTimeCompare([]byte(o.Password), []byte(e.secret)) != 1 {
			return false
		}
		c.RegisterUser(&server.User{Username: internalUser})
		return true
	}
	if !e.admit.Load() || e.login == nil {
		return false
	}
	addr := ""
	if a := c.RemoteAddress(); a != nil {
		addr = a.String()
	}
	topics := e.login(DeviceLogin{User: o.Username, Password: o.Password, Address: addr})
	if len(topics) == 0 {
		return false
	}
	hears := &server.SubjectPermission{Deny: []string{">"}}
	if e.hears != nil {
		if subjects := e.hears(o.Username); len(subjects) > 0 {
			hears = &server.SubjectPermission{Allow: subjects}
		}
	}
	c.RegisterUser(&server.User{Username: o.Username, Permissions: &server.Permissions{
		Publish: &server.SubjectPermission{Allow: topics}, Subscribe: hears,
	}})
	return true
}

// logger passes the server's notices on to slog; its chatter stays out. The log is also the only place where the server
// tells of a message that it dropped because its sender may not use the topic.
type logger struct {
	l         *slog.Logger
	forbidden func(Forbidden)
}

const violation = "Publish Violation - Subject %q"

func (l logger) Noticef(string, ...any)        {}
func (l logger) Debugf(string, ...any)         {}
func (l logger) Tracef(string, ...any)         {}
func (l logger) Warnf(format string, v ...any) { l.l.Warn(fmt.Sprintf(format, v...)) }
func (l logger) Errorf(format string, v ...any) {
	if who, ok := strings.CutSuffix(format, violation); ok && len(v) == 1 && l.forbidden != nil {
		l.forbidden(Forbidden{Topic: topicOf(fmt.Sprintf("%s", v[0])), Connection: strings.Trim(who, " -")})
		return
	}
	l.l.Error(fmt.Sprintf(format, v...))
}

func (l logger) Fatalf(format string, v ...any) {
	l.l.Error(fmt.Sprintf(format, v...))
}
