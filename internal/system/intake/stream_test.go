package intake

import (
	"context"
	"encoding/json"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/connect"
	"anlan/internal/connect/gb26875"
	"anlan/internal/connect/jt808"
	"anlan/internal/connect/sl651"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system/systemtest"
)

// The devices of these tests.
const (
	riverNo     = "0011223344"
	transmitter = 0x010203040506
	phone       = "013900000001"
	terminal    = "TERM001"
	fire        = "part.1-3.000600D9.fire"
)

// field puts a device of each protocol into the city, and points for what it says.
func (r *rig) field() *rig {
	r.T.Helper()
	point := func(id, device, key string, h *float64) signal.Point {
		return signal.Point{ID: id, Device: device, Key: key, Name: key, Element: "el-1", ElementName: "一号氨罐", Area: "210106001", Lon: 123.7, Lat: 41.7, Limits: signal.Limits{HH: h}}
	}
	half := 0.5
	device := func(id, protocol, address, secret string) signal.Device {
		return signal.Device{ID: id, Protocol: protocol, Name: id, Element: "el-1", Area: "210106001", Address: address, Secret: signal.HashSecret(secret)}
	}
	require.NoError(r.T, r.City.Signal.Load(context.Background(), []signal.Device{
		device("river", "sl651", riverNo, "03E8"), device("fire", "gb26875", gb26875.Address(transmitter), "x"), device("bus", "jt808", strings.TrimLeft(phone, "0"), terminal),
		device("edge", overSparkplug, "plant/edge", "edge-secret"), device("pusher", overPush, "", "push-secret"), device("filer", overFolder, "", "x"),
	}, []signal.Point{
		point("z", "river", "Z", nil), point("fire", "fire", fire, &half), point("sos", "bus", "alarm.sos", &half), point("speed", "bus", "speed", nil),
		point("level", "edge", "tank/level", nil), point("pushed", "pusher", "level", nil), point("filed", "filer", "level", nil),
	}))
	return r
}

// line is a device's connection.
type line struct {
	t     testing.TB
	conn  net.Conn
	split *connect.Splitter
}

func (r *rig) line(protocol string, s *connect.Splitter) *line {
	r.T.Helper()
	conn, err := (&net.Dialer{Timeout: time.Minute}).Dial("tcp", r.Addr(protocol))
	require.NoError(r.T, err)
	r.T.Cleanup(func() { conn.Close() })
	return &line{r.T, conn, s}
}

func (l *line) send(b []byte, err error) {
	l.t.Helper()
	require.NoError(l.t, err)
	_, err = l.conn.Write(b)
	require.NoError(l.t, err)
}

// receive waits for the next frame.
func (l *line) receive() []byte {
	l.t.Helper()
	buf := make([]byte, 1024)
	for {
		b, r, ok := l.split.Next()
		if ok {
			require.Nil(l.t, r)
			return append([]byte{}, b...)
		}
		require.NoError(l.t, l.conn.SetReadDeadline(time.Now().Add(time.Minute)))
		n, err := l.conn.Read(buf)
		require.NoError(l.t, err)
		l.split.Feed(buf[:n])
	}
}

// closed waits until the platform has closed the connection.
func (l *line) closed() {
	l.t.Helper()
	require.NoError(l.t, l.conn.SetReadDeadline(time.Now().Add(time.Minute)))
	for buf := make([]byte, 1024); ; {
		if _, err := l.conn.Read(buf); err != nil {
			var slow net.Error
			require.False(l.t, asTimeout(err, &slow), "the connection is still open")
			return
		}
	}
}

func asTimeout(err error, slow *net.Error) bool {
	e, ok := err.(net.Error) //nolint:errorlint // of the connection itself
	*slow = e
	return ok && e.Timeout()
}

func (r *rig) level(z float64) sl651.Upload {
	now := r.City.Clock.Now()
	return sl651.Upload{Centre: 5, Station: riverNo, Password: "03E8", Function: sl651.Timed, Serial: uint16(z * 10), Sent: now, At: now.Add(time.Duration(z-60) * time.Minute), Class: 'H', Values: map[string]float64{"Z": z}}
}

func encoded(u sl651.Upload) ([]byte, error) {
	f, err := u.Frame()
	if err != nil {
		return nil, err
	}
	return f.Encode()
}

func TestAStationIsStoredThenConfirmed(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	s := r.line("sl651", sl651.NewSplitter())
	s.send(encoded(r.level(8.49)))
	f, bad := sl651.Parse(s.receive())
	require.Nil(t, bad)
	require.True(t, f.Down)
	require.Equal(t, byte(sl651.EOT), f.End)
	require.InDelta(t, 8.49, *r.Reading("z").Value, 0)

	// In the other coding, in two packets, and again because no confirmation came: stored once, confirmed each time.
	u := r.level(10.5)
	u.ASCII, u.At = true, u.At.Add(-time.Hour)
	s.send(encoded(u))
	require.Equal(t, byte(1), s.receive()[0])
	s.send(encoded(u))
	s.receive()
	r.Rejected("sl651", "repeated", "river", 1)
	whole, err := r.level(11).Frame()
	require.NoError(t, err)
	for i := range 2 {
		f := whole
		f.Total, f.Index, f.End = 2, i+1, []byte{sl651.ETB, sl651.ETX}[i]
		f.Body = [][]byte{whole.Body[:12], whole.Body[12:]}[i]
		s.send(f.Encode())
	}
	s.receive()
	require.InDelta(t, 11, *r.Reading("z").Value, 0)

	wrong := r.level(12)
	wrong.Password = "0000"
	s.send(encoded(wrong))
	stranger := r.level(13)
	stranger.Station = "9999999999"
	s.send(encoded(stranger))
	b, err := encoded(r.level(14))
	b[len(b)-1]++
	s.send(b, err)
	late := r.level(15)
	late.At = late.At.AddDate(0, 0, 2)
	s.send(encoded(late))
	s.receive()
	r.Rejected("sl651", "login", "river", 1)
	r.Rejected("sl651", "unknown-device", "", 1)
	r.Rejected("sl651", "crc", "river", 1)
	r.Rejected("sl651", "time-future", "river", 1)
	require.InDelta(t, 11, *r.Reading("z").Value, 0)
}

func (r *rig) component(state uint16, serial uint16) gb26875.Packet {
	now := r.City.Clock.Now().Truncate(time.Second)
	unit, err := gb26875.Unit(gb26875.ComponentState, gb26875.Object{System: 1, SystemAddress: 3, Component: 40, Address: 0x600d9, State: state, Text: "一层走廊", At: now})
	require.NoError(r.T, err)
	return gb26875.Packet{Serial: serial, Main: 1, At: now, Source: transmitter, Command: gb26875.Send, Unit: unit}
}

func TestAFireBecomesAnAlarm(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	s := r.line("gb26875", gb26875.NewSplitter())
	s.send(r.component(2, 7).Encode())
	p, bad := gb26875.Parse(s.receive())
	require.Nil(t, bad)
	require.Equal(t, []any{gb26875.Confirm, uint16(7), uint64(transmitter)}, []any{p.Command, p.Serial, p.Destination})
	alarms, _, err := r.City.Signal.Alarms(context.Background(), identity.Everywhere, signal.AlarmFilter{Limit: 10})
	require.NoError(t, err)
	require.Len(t, alarms, 1)
	require.Equal(t, "fire", alarms[0].Point)

	// The protocol has no password: from elsewhere than the registered network nobody is believed.
	require.NoError(t, r.City.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		return r.registry.put(ctx, tx, clock.Now(r.City.Clock), entry{Device: "fire", Networks: "10.1.0.0/16"})
	}))
	s.send(r.component(1, 8).Encode())
	r.Rejected("gb26875", "forbidden", "fire", 1)
}

// report is a position of the vehicle.
func (r *rig) position(alarm uint32, speed float64, serial uint16) jt808.Message {
	p := jt808.Position{Alarm: alarm, Status: jt808.Located | jt808.Ignition, Lat: 41.8, Lon: 123.7, Speed: speed, At: r.City.Clock.Now().Truncate(time.Second), Mileage: -1, Fuel: -1}
	return jt808.Message{ID: jt808.Report, Phone: phone, Serial: serial, Body: p.Body()}
}

func (l *line) answer() jt808.Message {
	l.t.Helper()
	m, bad := jt808.Parse(l.receive())
	require.Nil(l.t, bad)
	return m
}

func TestAVehicleRegistersSignsInAndIsSeen(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	s := r.line("jt808", jt808.NewSplitter())
	result := func() byte {
		_, _, result, ok := s.answer().Replied()
		require.True(t, ok)
		return result
	}
	s.send(r.position(0, 30, 1).Encode())
	require.Equal(t, jt808.Failed, result(), "nobody is believed before signing in")
	s.send(jt808.NewRegister(0, phone, 2, jt808.Registration{Terminal: "WRONG01"}).Encode())
	got, _, _ := s.answer().Admitted()
	require.Equal(t, jt808.NoSuchTerminal, got)
	s.send(jt808.NewRegister(0, phone, 3, jt808.Registration{Terminal: terminal, Plate: "辽A12345"}).Encode())
	got, code, _ := s.answer().Admitted()
	require.Equal(t, jt808.Registered, got)
	s.send(jt808.NewAuthenticate(0, phone, 4, code).Encode())
	require.Equal(t, jt808.OK, result())

	s.send(r.position(1, 36.5, 5).Encode())
	require.Equal(t, jt808.OK, result())
	require.InDelta(t, 36.5, *r.Reading("speed").Value, 1e-9)
	list := systemtest.Read[struct{ Items []VehicleItem }](r.City, "duty-210106", "/intake/vehicles").Items
	require.Len(t, list, 1)
	require.Equal(t, []any{"bus", []string{"sos"}, true, Online}, []any{list[0].ID, list[0].Alarms, list[0].Ignition, list[0].State})
	require.InDelta(t, 123.7, list[0].Lon, 1e-6)
	require.NotContains(t, r.Get("duty-210102", "/intake/vehicles").Body, `"bus"`, "another district's vehicles are not theirs")
	require.Len(t, systemtest.Read[VehicleTrack](r.City, "duty", "/intake/vehicles/bus/track").Items, 1)
	r.Refuses([]systemtest.Try{
		{Who: "duty-210102", Method: "GET", Path: "/intake/vehicles/bus/track", Status: 404},
		{Who: "duty", Method: "GET", Path: "/intake/vehicles/bus/track?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z", Status: 400},
	})
	alarms, _, err := r.City.Signal.Alarms(context.Background(), identity.Everywhere, signal.AlarmFilter{Limit: 10})
	require.NoError(t, err)
	require.Len(t, alarms, 1, "the panic button is an alarm")

	// A long message in parts, of which one is missing and asked for.
	old := jt808.Position{Status: jt808.Located, Lat: 41.7, Lon: 123.6, At: r.City.Clock.Now().Add(-time.Minute).Truncate(time.Second), Mileage: -1, Fuel: -1}
	body := jt808.BatchBody(true, old, old)
	for _, i := range []int{0, 2, 1} {
		m := jt808.Message{ID: jt808.Batch, Phone: phone, Serial: uint16(10 + i), Total: 3, Index: i + 1, Body: body[i*len(body)/3 : (i+1)*len(body)/3]}
		s.send(m.Encode())
		require.Equal(t, jt808.OK, result())
		if i == 2 {
			require.Equal(t, jt808.ResendParts, s.answer().ID)
		}
	}
	require.Len(t, systemtest.Read[VehicleTrack](r.City, "duty", "/intake/vehicles/bus/track").Items, 2, "the same moment counts once")

	// What the vehicle does is known after a restart, and its code holds.
	again, err := New(context.Background(), r.Needs0())
	require.NoError(t, err)
	x, ok := again.fleet.of("bus")
	require.True(t, ok)
	require.InDelta(t, 36.5, x.Speed, 1e-9)

	// A replay of what came before, by somebody who heard the code.
	s.send(r.position(1, 40, 20).Encode())
	require.Equal(t, jt808.OK, result())
	copied := r.position(1, 40, 20)
	s.send(copied.Encode())
	result()
	s.send(copied.Encode())
	result()
	require.GreaterOrEqual(t, r.Rejected("jt808", "repeated", "bus", 2).Count, int64(1))
}

// Needs0 are the needs without ports and metrics, for a second system on the same database.
func (r *rig) Needs0() Needs {
	n := r.Needs
	n.Ports, n.Metrics = nil, nil
	return n
}

// A credential that is withdrawn is worth nothing at once, on open connections too; a new one lets the device in again.
func TestAWithdrawnDeviceIsCut(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	s := r.line("sl651", sl651.NewSplitter())
	s.send(encoded(r.level(1)))
	s.receive()
	m := r.Connect("dev-1", systemtest.Secret)
	r.Publish(m, "dev-1", `{"v":{"gas":1}}`)
	r.Refuses([]systemtest.Try{
		{Who: "duty", Method: "POST", Path: "/intake/devices/river/withdraw", Body: `{"reason":"x"}`, Status: 403},
		{Who: "admin", Method: "POST", Path: "/intake/devices/none/withdraw", Body: `{"reason":"x"}`, Status: 404},
		{Who: "admin", Method: "POST", Path: "/intake/devices/river/withdraw", Body: `{"reason":"被盗"}`, Status: 200, Contains: `"cut":1`},
		{Who: "admin", Method: "POST", Path: "/intake/devices/river/withdraw", Body: `{"reason":"x"}`, Status: 409},
		{Who: "admin", Method: "POST", Path: "/intake/devices/dev-1/withdraw", Body: `{"reason":"x"}`, Status: 200, Contains: `"cut":1`},
	})
	s.closed()
	require.Eventually(t, func() bool { return !m.IsConnectionOpen() }, time.Minute, 5*time.Millisecond)
	s = r.line("sl651", sl651.NewSplitter())
	for range maxWrong {
		s.send(encoded(r.level(2)))
	}
	s.closed()
	r.Rejected("sl651", "withdrawn", "river", maxWrong)
	require.Equal(t, Withdrawn, systemtest.Read[DeviceDetail](r.City, "duty", "/intake/devices/river").State)
	entries, err := r.City.Journal.Of(context.Background(), "device:river")
	require.NoError(t, err)
	require.Equal(t, "intake.device.withdrawn", entries[0].Action)

	c := systemtest.Decode[Credential](r.City, r.Post("admin", "/intake/devices/river/rotate", ""))
	require.Len(t, c.Secret, 4)
	u := r.level(3)
	u.Password = c.Secret
	s = r.line("sl651", sl651.NewSplitter())
	s.send(encoded(u))
	s.receive()
	require.InDelta(t, 3, *r.Reading("z").Value, 0)
}

func TestStrangersAreFewAndShort(t *testing.T) {
	c := clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	r := newRig(t, c).field().run()
	open := func(n float64) {
		require.Eventually(t, func() bool { return testutil.ToFloat64(r.metrics.callers.WithLabelValues("sl651")) == n }, 30*time.Second, time.Millisecond)
	}
	good := r.line("sl651", sl651.NewSplitter())
	good.send(encoded(r.level(1)))
	good.receive()
	lines := make([]*line, maxFromOne)
	for i := range lines { // half open, a byte at a time, or with a length beyond the protocol's
		lines[i] = r.line("sl651", sl651.NewSplitter())
		lines[i].send([][]byte{nil, {0x7e}, {0x7e, 0x7e, 1, 0, 0x11, 0x22, 0x33, 0x44, 3, 0xe8, 0x32, 0x0f, 0xff, 2}}[i%3], nil)
	}
	open(maxFromOne + 1)
	r.line("sl651", sl651.NewSplitter()).closed()
	c.Advance(time.Second)
	r.Rejected("sl651", "too-many", "", 1)
	good.send(encoded(r.level(2)))
	good.receive()
	c.Advance(firstFrame)
	for _, l := range lines {
		l.closed()
	}
	open(1)
	good.send(encoded(r.level(3)))
	good.receive()
	require.InDelta(t, 3, *r.Reading("z").Value, 0)
	r.line("sl651", sl651.NewSplitter()) // there is room again
	open(2)
}

func TestDevicesAreListedWithTheirHealth(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field().run()
	s := r.line("sl651", sl651.NewSplitter())
	u := r.level(1)
	u.Sent = u.Sent.Add(-30 * time.Minute) // its clock is half an hour behind
	s.send(encoded(u))
	s.receive()
	s.send([]byte("rubbish"), nil)
	bad := r.level(2)
	bad.Password = "1111"
	s.send(encoded(bad))
	r.Rejected("sl651", "login", "river", 1)
	d := systemtest.Read[DeviceDetail](r.City, "duty-210106", "/intake/devices/river")
	require.Equal(t, []any{Online, 1, int64(1), 1, int64(1)}, []any{d.State, d.Points, d.Frames, d.Connections, d.Refused})
	require.InDelta(t, -1800, *d.SkewS, 5)
	require.Len(t, d.Rejections, 1)
	require.NotEmpty(t, d.From)
	page := systemtest.Read[DevicesPage](r.City, "duty-210106", "/signal/devices?state=online")
	require.Len(t, page.Items, 1)
	require.Equal(t, 1, page.States[Online])
	require.Positive(t, page.States[Never])
	require.Len(t, systemtest.Read[DevicesPage](r.City, "duty", "/signal/devices?protocol=jt808").Items, 1)
	r.Refuses([]systemtest.Try{
		{Who: "duty-210102", Method: "GET", Path: "/intake/devices/river", Status: 404},
		{Who: "grid", Method: "GET", Path: "/intake/devices/river", Status: 403},
		{Who: "duty", Method: "GET", Path: "/intake/ways", Status: 200, Contains: r.Addr("jt808")},
	})
}

func TestDevicesAreRegistered(t *testing.T) {
	r := newRig(t, clock.NewSteady()).field()
	r.element()
	form := func(id, protocol, address, nets string) string {
		raw, err := json.Marshal(DeviceForm{ID: id, Name: "新设备", Protocol: protocol, Address: address, Element: "el-1", Networks: nets})
		require.NoError(t, err)
		return `{"form":` + string(raw) + `}`
	}
	try := func(body string, status int, contains string) systemtest.Try {
		return systemtest.Try{Who: "admin", Method: "POST", Path: "/intake/devices", Body: body, Status: status, Contains: contains}
	}
	r.Refuses([]systemtest.Try{
		{Who: "duty", Method: "POST", Path: "/intake/devices", Body: form("n-1", "mqtt", "", ""), Status: 403},
		try(form("n-1", "smoke", "", ""), 400, "protocol"),
		try(form("n-1", "mqtt", "x", ""), 400, "named by their id"),
		try(form("n-1", "sl651", "12", ""), 400, "10 ×"),
		try(form("n-1", "gb26875", "00000000000A", ""), 400, "no password"),
		try(form("n-1", "sl651", "1234567890", "10.0.0.0/33"), 400, "10.1.0.0/16"),
		try(form("n-1", "sl651", riverNo, ""), 409, "river"),
		try(strings.Replace(form("n-1", "mqtt", "", ""), "el-1", "el-9", 1), 404, "element"),
		try(form("n-1", "gb26875", "00000000000A", "10.2.3.4"), 200, `"secret":""`),
		try(form("n-1", "mqtt", "", ""), 409, "already"),
		try(form("n-2", "sl651", "1234567890", ""), 200, ""),
		{Who: "admin", Method: "PUT", Path: "/intake/devices/n-2", Body: `{"name":"改名","networks":"127.0.0.1"}`, Status: 200, Contains: "127.0.0.1/32"},
	})
	for _, w := range ways {
		if w.digits > 0 {
			require.Len(t, w.secret(), w.digits)
		}
	}
	d, ok := r.City.Signal.DeviceAt("gb26875", "00000000000A")
	require.True(t, ok)
	require.Equal(t, "210106001", d.Area)
	c := systemtest.Decode[Credential](r.City, r.Post("admin", "/intake/devices", form("n-3", "mqtt", "", "")))
	require.True(t, func() bool { d, _ := r.City.Signal.Device("n-3"); return d.Knows(c.Secret) }())
	require.NotContains(t, r.Get("admin", "/intake/devices/n-3").Body, c.Secret, "shown once")
}

// element puts the element into the register to which the devices of the city belong.
func (r *rig) element() {
	r.T.Helper()
	e := register.Element{
		ID: "el-1", Kind: "rescue-team", Name: "一号队", Area: "210106001", Lon: 123.7, Lat: 41.7,
		Attrs: json.RawMessage(`{"type":"professional","speciality":"hazchem","people":40,"leader":"周吴郑","phone":"13912345678","zone":"west","readiness":"ready"}`),
	}
	require.NoError(r.T, r.City.DB.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		_, err := r.City.Register.Put(ctx, tx, journal.Actor{ID: "t", Name: "t"}, identity.Everywhere, e)
		return err
	}))
}
