package simulate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"strings"
	"time"

	"anlan/internal/connect"
	"anlan/internal/connect/gb26875"
	"anlan/internal/connect/jt808"
	"anlan/internal/connect/sl651"
)

// Protocols of devices in the field, as the API names them.
const (
	overSL651   = "sl651"
	overGB26875 = "gb26875"
	overJT808   = "jt808"
)

// stationPassword is that of the demo's stations.
const stationPassword = "2101"

// framed is a message of one frame, and how its answer is known.
type framed struct {
	frame  []byte
	answer func(frame []byte) bool
}

// fieldMessage is what a device in the field has to say now.
func (s *stage) fieldMessage(d *device, now time.Time, values map[string]float64) ([]*message, error) {
	d.serial++
	var f framed
	var err error
	switch d.protocol {
	case overSL651:
		f, err = d.level(now, values)
	case overGB26875:
		f, err = d.alarms(now, values)
	default:
		f, err = d.drive(now, values)
	}
	if err != nil {
		return nil, err
	}
	return []*message{{framed: f, values: len(values)}}, nil
}

func (d *device) level(now time.Time, values map[string]float64) (f framed, err error) {
	u := sl651.Upload{Centre: 1, Station: d.address, Password: stationPassword, Function: sl651.Timed, Serial: max(1, d.serial), Sent: now, At: now, Class: 'H', Values: values}
	frame, err := u.Frame()
	if err != nil {
		return f, err
	}
	f.frame, err = frame.Encode()
	f.answer = func(b []byte) bool {
		a, bad := sl651.Parse(b)
		if bad != nil {
			return false
		}
		r, _ := a.Report() // of an answer it is the serial number and the time
		return a.Down && r.Serial == u.Serial
	}
	return f, err
}

func (d *device) alarms(now time.Time, values map[string]float64) (f framed, err error) {
	var objects []gb26875.Object
	for key, v := range values {
		var o gb26875.Object
		var what string
		if _, err := fmt.Sscanf(key, "part.%d-%d.%08X.%s", &o.System, &o.SystemAddress, &o.Address, &what); err != nil {
			return f, fmt.Errorf("point %s: %w", key, err)
		}
		o.Component, o.State, o.At = 40, 1, now
		if v >= 0.5 {
			o.State |= 2
		}
		objects = append(objects, o)
	}
	unit, err := gb26875.Unit(gb26875.ComponentState, objects...)
	if err != nil {
		return f, err
	}
	var source uint64
	if _, err := fmt.Sscanf(d.address, "%X", &source); err != nil {
		return f, fmt.Errorf("address %s: %w", d.address, err)
	}
	serial := d.serial
	f.frame, err = gb26875.Packet{Serial: serial, Main: 1, At: now, Source: source, Command: gb26875.Send, Unit: unit}.Encode()
	f.answer = func(b []byte) bool {
		p, bad := gb26875.Parse(b)
		return bad == nil && p.Command == gb26875.Confirm && p.Serial == serial
	}
	return f, err
}

// drive goes round in a circle of a kilometre about the place where the vehicle belongs.
func (d *device) drive(now time.Time, values map[string]float64) (f framed, err error) {
	const perDegree, radius, round = 111_000, 500, 120 // metres, metres, seconds
	turn := 2 * math.Pi * float64(now.Unix()%round) / round
	home := d.points[0]
	p := jt808.Position{
		Status: jt808.Located | jt808.Ignition, At: now, Speed: max(0, values["speed"]), Mileage: -1, Fuel: -1,
		Lat: home.Lat + radius/perDegree*math.Sin(turn), Lon: home.Lon + radius/(perDegree*math.Cos(home.Lat*math.Pi/180))*math.Cos(turn),
		Direction: math.Mod(360-turn*180/math.Pi, 360),
	}
	for bit, word := range jt808.Alarms {
		if values["alarm."+word] >= 0.5 {
			p.Alarm |= 1 << bit
		}
	}
	m := jt808.Message{ID: jt808.Report, Version: 1, Phone: d.phone(), Serial: d.serial, Body: p.Body()}
	f.frame, err = m.Encode()
	f.answer = replies(m)
	return f, err
}

func (d *device) phone() string { return strings.Repeat("0", 20-len(d.address)) + d.address }

// replies knows the platform's general reply to a message that says OK.
func replies(m jt808.Message) func(b []byte) bool {
	return func(b []byte) bool {
		a, bad := jt808.Parse(b)
		if bad != nil {
			return false
		}
		serial, id, result, ok := a.Replied()
		return ok && serial == m.Serial && id == m.ID && result == jt808.OK
	}
}

// fieldLine is an open connection of a device in the field.
type fieldLine struct {
	s     *stage
	conn  net.Conn
	split *connect.Splitter
}

// dialField opens a connection; a vehicle signs in on it first.
func (s *stage) dialField(d *device, address string) func(ctx context.Context) (line, error) {
	return func(ctx context.Context) (line, error) {
		dialer := net.Dialer{Timeout: 5 * time.Second}
		c, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, err
		}
		l := &fieldLine{s: s, conn: c}
		switch d.protocol {
		case overSL651:
			l.split = sl651.NewSplitter()
		case overGB26875:
			l.split = gb26875.NewSplitter()
		default:
			l.split = jt808.NewSplitter()
			m := jt808.NewAuthenticate(1, d.phone(), 0, s.Password)
			frame, err := m.Encode()
			if err == nil {
				err = l.send(ctx, &message{framed: framed{frame, replies(m)}})
			}
			if err != nil {
				l.close()
				return nil, fmt.Errorf("sign in: %w", err)
			}
		}
		return l, nil
	}
}

// send writes the frame and reads until its answer comes; other frames are passed over.
func (l *fieldLine) send(ctx context.Context, m *message) error {
	defer context.AfterFunc(ctx, func() { _ = l.conn.Close() })() // it ends the reading below
	if err := l.conn.SetDeadline(l.s.Clock.Now().Add(ackWithin)); err != nil {
		return err
	}
	if _, err := l.conn.Write(m.framed.frame); err != nil {
		return err
	}
	buf := make([]byte, 1024)
	for {
		for {
			b, r, ok := l.split.Next()
			if !ok {
				break
			}
			if r != nil {
				return errors.New("the answer cannot be read: " + r.Error())
			}
			if m.framed.answer(b) {
				return nil
			}
		}
		n, err := l.conn.Read(buf)
		l.split.Feed(buf[:n])
		if err != nil && n == 0 {
			return err
		}
	}
}

func (l *fieldLine) close() { _ = l.conn.Close() } // a new one will be made
