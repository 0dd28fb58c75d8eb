package jt808

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"anlan/internal/connect"
)

// Position is where a vehicle is. What the terminal did not send is below zero: Mileage and Fuel.
type Position struct {
	Alarm, Status uint32
	Lat, Lon      float64 // degrees WGS 84, south and west below zero
	Altitude      float64 // m
	Speed         float64 // km/h
	Direction     float64 // degrees from north, clockwise
	At            time.Time
	Mileage       float64 // km
	Fuel          float64 // l
	Blind         bool    // kept by the terminal while it had no network
}

// Bits of Status.
const (
	Ignition = 1 << 0
	Located  = 1 << 1
	south    = 1 << 2
	west     = 1 << 3
	ciphered = 1 << 5 // coordinates are enciphered
)

// Located reports whether the terminal knows where it is.
func (p Position) Located() bool { return p.Status&Located != 0 }

// Alarms are the bits of Alarm with their words in keys.
var Alarms = map[int]string{
	0: "sos", 1: "overspeed", 2: "fatigue", 3: "danger", 4: "gnss-fault", 5: "antenna-cut", 6: "antenna-short", 7: "undervoltage", 8: "power-off",
	18: "day-driving", 19: "parking", 20: "area", 21: "route", 22: "segment-time", 23: "off-route", 26: "stolen", 27: "illegal-ignition",
	28: "illegal-move", 29: "collision", 30: "rollover", 31: "illegal-door",
}

// AlarmWords are the words of the alarm flags that are set, in the order of their bits.
func (p Position) AlarmWords() []string {
	words := []string{}
	for bit := range 32 {
		if word, ok := Alarms[bit]; ok && p.Alarm>>bit&1 != 0 {
			words = append(words, word)
		}
	}
	return words
}

// maxBatch bounds the positions of one batch; what follows is refused.
const maxBatch = 500

const fixedBytes = 28 // of a position, before its items

// Positions reads those of a Report, an answer to a question, or a Batch; of other messages there are none.
func (m Message) Positions() (out []Position, bad connect.Rejections) {
	switch m.ID {
	case Report:
		return m.some(m.Body, false)
	case PositionAnswer:
		if len(m.Body) < 2 {
			return nil, connect.Rejections{m.reject(connect.Length, "位置应答过短", "the answer is too short").Dump(m.Body)}
		}
		return m.some(m.Body[2:], false)
	case Batch:
		return m.batch()
	}
	return nil, nil
}

func (m Message) some(b []byte, blind bool) ([]Position, connect.Rejections) {
	p, r := m.position(b)
	if r != nil {
		return nil, connect.Rejections{r}
	}
	p.Blind = blind
	return []Position{p}, nil
}

func (m Message) batch() (out []Position, bad connect.Rejections) {
	if len(m.Body) < 3 {
		return nil, connect.Rejections{m.reject(connect.Length, "批量位置过短", "the batch is too short").Dump(m.Body)}
	}
	count, blind, b := int(binary.BigEndian.Uint16(m.Body)), m.Body[2] == 1, m.Body[3:]
	for i := range count {
		if i == maxBatch {
			return out, append(bad, m.reject(connect.TooMany, "批量位置过多", "too many positions in a batch"))
		}
		if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
			return out, append(bad, m.reject(connect.Length, "批量位置条数与长度不符", "the batch is shorter than its count says").At(fmt.Sprint(i+1)).Dump(b))
		}
		size := int(binary.BigEndian.Uint16(b))
		some, rs := m.some(b[2:2+size], blind)
		out, bad, b = append(out, some...), append(bad, rs...), b[2+size:]
	}
	return out, bad
}

func (m Message) position(b []byte) (p Position, bad *connect.Rejection) {
	if len(b) < fixedBytes {
		return p, m.reject(connect.Length, "位置消息过短", "the position is too short").Dump(b)
	}
	u32 := binary.BigEndian.Uint32
	p = Position{
		Alarm: u32(b), Status: u32(b[4:]), Lat: float64(u32(b[8:])) / 1e6, Lon: float64(u32(b[12:])) / 1e6,
		Altitude: float64(int16(binary.BigEndian.Uint16(b[16:]))), Speed: float64(binary.BigEndian.Uint16(b[18:])) / 10, Direction: float64(binary.BigEndian.Uint16(b[20:])),
		Mileage: -1, Fuel: -1,
	}
	at, err := time.ParseInLocation("060102150405", hex.EncodeToString(b[22:28]), Zone)
	if err != nil {
		return p, m.reject(connect.TimeForm, "定位时间有误", "the time of the position is none").At("time").Dump(b)
	}
	p.At = at.UTC()
	switch {
	case p.Status&ciphered != 0:
		return p, m.reject(connect.Encrypted, "坐标已加密，平台没有密钥", "the coordinates are enciphered and there is no key").Dump(b)
	case p.Lat > 90 || p.Lon > 180 || p.Direction > 360:
		return p, m.reject(connect.Value, "坐标或方向超出范围", "coordinates or direction out of range").At("position").Quote(fmt.Sprintf("%f,%f %g", p.Lat, p.Lon, p.Direction))
	}
	if p.Status&south != 0 {
		p.Lat = -p.Lat
	}
	if p.Status&west != 0 {
		p.Lon = -p.Lon
	}
	for items := b[fixedBytes:]; len(items) >= 2; {
		id, size := items[0], int(items[1])
		if len(items) < 2+size {
			break // the position itself is whole
		}
		data := items[2 : 2+size]
		switch {
		case id == 1 && size == 4:
			p.Mileage = float64(u32(data)) / 10
		case id == 2 && size == 2:
			p.Fuel = float64(binary.BigEndian.Uint16(data)) / 10
		}
		items = items[2+size:]
	}
	return p, nil
}

// Body writes a position as the body of a Report.
func (p Position) Body() []byte {
	status := p.Status &^ (south | west)
	if p.Lat < 0 {
		status |= south
	}
	if p.Lon < 0 {
		status |= west
	}
	degrees := func(v float64) uint32 { return uint32(max(v, -v)*1e6 + 0.5) }
	b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, p.Alarm), status)
	b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, degrees(p.Lat)), degrees(p.Lon))
	b = binary.BigEndian.AppendUint16(b, uint16(int16(p.Altitude)))
	b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, uint16(p.Speed*10+0.5)), uint16(p.Direction))
	at, _ := hex.DecodeString(p.At.In(Zone).Format("060102150405")) // twelve digits
	b = append(b, at...)
	if p.Mileage >= 0 {
		b = binary.BigEndian.AppendUint32(append(b, 1, 4), uint32(p.Mileage*10+0.5))
	}
	if p.Fuel >= 0 {
		b = binary.BigEndian.AppendUint16(append(b, 2, 2), uint16(p.Fuel*10+0.5))
	}
	return b
}

// BatchBody writes positions as the body of a Batch. blind says that they were kept while there was no network.
func BatchBody(blind bool, positions ...Position) []byte {
	b := append(binary.BigEndian.AppendUint16(nil, uint16(len(positions))), 0)
	if blind {
		b[2] = 1
	}
	for _, p := range positions {
		body := p.Body()
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(body))), body...)
	}
	return b
}

// Observations are the values of a position. A time outside the window is a rejection.
func (p Position) Observations(device string, now time.Time, w connect.Window) ([]connect.Observation, *connect.Rejection) {
	if r := w.Check(p.At, now); r != nil {
		return nil, r.Of(device).At("time")
	}
	var out []connect.Observation
	put := func(key string, v float64) {
		out = append(out, connect.Observation{Device: device, Key: key, At: p.At, Value: v, Quality: connect.Good})
	}
	put("speed", p.Speed)
	put("direction", p.Direction)
	put("altitude", p.Altitude)
	if p.Mileage >= 0 {
		put("mileage", p.Mileage)
	}
	if p.Fuel >= 0 {
		put("fuel", p.Fuel)
	}
	for bit := range 32 {
		if word, ok := Alarms[bit]; ok {
			put("alarm."+word, float64(p.Alarm>>bit&1))
		}
	}
	return out, nil
}
