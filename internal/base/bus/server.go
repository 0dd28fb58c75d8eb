package bus

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"anlan/internal/base/clock"
	"anlan/internal/base/door"
)

const internalUser = "anlan"

// MaxDevicePayload is the largest message taken from a device, in bytes. A connection that sends more is cut.
const MaxDevicePayload = 1 << 20

type embedded struct {
	*server.Server
	secret string
	mqtt   string
	door   atomic.Pointer[door.Door] // before the listener for devices
	admit  atomic.Bool
	login  func(DeviceLogin) []string
	hears  func(user string) []string
	others func(DeviceLogin) (Rights, bool)
}

func startServer(o Options, c clock.Clock) (*embedded, error) {
	e := &embedded{secret: rand.Text(), login: o.Login, hears: o.Hears, others: o.Terminal}
	opt := &server.Options{
		ServerName: "anlan", DontListen: true, NoSigs: true, JetStream: true, StoreDir: o.Dir,
		MaxPayload: MaxDevicePayload, SyncAlways: o.SyncAlways, CustomClientAuthentication: e,
		JetStreamMaxMemory: 256 << 20, JetStreamMaxStore: 64 << 30, MaxClosedClients: 10000,
	}
	if o.MQTT != "" {
		// Behind the door: devices do not come here themselves.
		opt.MQTT = server.MQTTOpts{Host: "127.0.0.1", Port: -1, AckWait: 30 * time.Second, MaxAckPending: 1024}
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
	if o.MQTT == "" {
		return e, nil
	}
	way := o.Door
	way.Listen, way.Behind = o.MQTT, net.JoinHostPort(opt.MQTT.Host, strconv.Itoa(opt.MQTT.Port))
	way.Dir, way.MaxPayload, way.Clock, way.Log = filepath.Join(o.Dir, "door"), MaxDevicePayload, c, o.Log.With("part", "door")
	if o.First != nil {
		way.First = o.First
	}
	d, err := door.Open(way)
	if err != nil {
		s.Shutdown()
		return nil, err
	}
	e.door.Store(d)
	e.mqtt = d.Addr()
	return e, nil
}

// address is that of a device by the one that the server sees.
func (e *embedded) address(seen string) string {
	if d := e.door.Load(); d != nil {
		return d.Address(seen)
	}
	return seen
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
	r := e.rights(DeviceLogin{User: o.Username, Password: o.Password, Address: e.address(addr)})
	if len(r.Publish) == 0 {
		return false
	}
	if d := e.door.Load(); d != nil {
		names := make([]string, len(r.Publish))
		for i, t := range r.Publish {
			names[i] = topicOf(t)
		}
		d.Allow(addr, names)
	}
	hear := &server.SubjectPermission{Deny: []string{">"}}
	if len(r.Hear) > 0 {
		hear = &server.SubjectPermission{Allow: r.Hear}
	}
	c.RegisterUser(&server.User{Username: o.Username, Permissions: &server.Permissions{Publish: &server.SubjectPermission{Allow: r.Publish}, Subscribe: hear}})
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

// rights are those of a device that connects; without a topic to publish to it is turned away.
func (e *embedded) rights(l DeviceLogin) Rights {
	if e.others != nil {
		if r, ok := e.others(l); ok {
			return r
		}
	}
	r := Rights{Publish: e.login(l)}
	if len(r.Publish) > 0 && e.hears != nil {
		r.Hear = e.hears(l.User)
	}
	return r
}
