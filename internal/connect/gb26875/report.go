package gb26875

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"anlan/internal/connect"
)

// Object is one thing that a unit tells of: a system, one of its components, or the transmitter.
type Object struct {
	Type          byte   // of the unit: SystemState …
	System        byte   // kind of system: 1 fire alarm, 11 hydrant, 12 sprinkler …
	SystemAddress byte   // which of them
	Component     byte   // kind of component: 10 to 13 combustible gas, 40 to 44 smoke …
	Address       uint32 // of the component
	State         uint16 // bits; of an Operation its flags
	Analogue      byte   // kind of value
	Raw           int16  // value in steps
	Text          string // what the installer wrote: the place
	Operator      byte   // of an operation
	At            time.Time
}

// layout says how long the objects of a unit are, without their time, and how many it may hold.
var layout = map[byte]struct{ bytes, most int }{
	SystemState:      {4, 102},
	ComponentState:   {40, 22},
	ComponentValue:   {10, 63},
	SystemOperation:  {4, 102},
	TransmitterState: {1, 102},
	Operation:        {2, 102},
}

const timeBytes = 6

// Report reads the objects of a packet with data; of anything else, and of units that bring no state, there are none.
// What is good before something bad is kept.
func (p Packet) Report() (objects []Object, bad connect.Rejections) {
	if p.Command != Send && p.Command != Reply {
		return nil, nil
	}
	if len(p.Unit) < 2 {
		return nil, connect.Rejections{reject(connect.Length, "没有应用数据单元", "no application unit", p.Source).Dump(p.Unit)}
	}
	kind, count := p.Unit[0], int(p.Unit[1])
	l, ok := layout[kind]
	if !ok {
		return nil, nil
	}
	rest := p.Unit[2:]
	if count > l.most || len(rest) != count*(l.bytes+timeBytes) {
		bad = append(bad, reject(connect.Length, "信息对象数目与长度不符", "the number of objects does not agree with the length", p.Source).At(fmt.Sprintf("type %d", kind)).Dump(p.Unit))
	}
	for i := 0; i < min(count, l.most) && len(rest) >= l.bytes+timeBytes; i++ {
		o := object(kind, rest[:l.bytes])
		o.At, ok = moment(rest[l.bytes:])
		if !ok {
			o.At = p.At
		}
		objects = append(objects, o)
		rest = rest[l.bytes+timeBytes:]
	}
	return objects, bad
}

func object(kind byte, b []byte) Object {
	o := Object{Type: kind}
	switch kind {
	case TransmitterState:
		o.State = uint16(b[0])
		return o
	case Operation:
		o.State, o.Operator = uint16(b[0]), b[1]
		return o
	}
	o.System, o.SystemAddress = b[0], b[1]
	switch kind {
	case SystemState:
		o.State = binary.LittleEndian.Uint16(b[2:])
	case SystemOperation:
		o.State, o.Operator = uint16(b[2]), b[3]
	case ComponentState:
		o.Component, o.Address, o.State = b[2], binary.LittleEndian.Uint32(b[3:]), binary.LittleEndian.Uint16(b[7:])
		o.Text = words(b[9:40])
	case ComponentValue:
		o.Component, o.Address = b[2], binary.LittleEndian.Uint32(b[3:])
		o.Analogue, o.Raw = b[7], int16(binary.LittleEndian.Uint16(b[8:]))
	}
	return o
}

// words reads GB 18030 up to the first zero; bytes that are none become "�".
func words(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	s, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(s))
}

// Bits of states, with their words in keys.
var (
	stateBits       = []string{"normal", "fire", "fault", "masked", "supervised", "started", "feedback", "delayed"}
	systemBits      = append(append([]string{}, stateBits...), "mains-fault", "backup-fault", "bus-fault", "manual", "config-changed", "reset")
	componentBits   = append(append([]string{}, stateBits...), "power-fault")
	transmitterBits = []string{"normal", "fire", "fault", "mains-fault", "backup-fault", "link-fault", "line-fault"}
)

// analogues are the kinds of values: word in the key and step, in the unit of the word. The comment is the unit.
var analogues = map[byte]struct {
	word string
	step float64
}{
	1:  {"count", 1},
	2:  {"height", 0.01},     // m
	3:  {"temperature", 0.1}, // ℃
	4:  {"mpa", 0.1},         // MPa
	5:  {"kpa", 0.1},         // kPa
	6:  {"lel", 0.1},         // % of the lower explosion limit
	7:  {"seconds", 1},
	8:  {"volts", 0.1},
	9:  {"amperes", 0.1},
	10: {"flow", 0.1}, // l/s
	11: {"air", 0.1},  // m³/min
	12: {"wind", 1},   // m/s
}

// Observations are the values and states of a packet, each with the time of its object. Times outside the window are
// refused one by one. Operations of people are no values.
func (p Packet) Observations(now time.Time, w connect.Window) (out []connect.Observation, bad connect.Rejections) {
	objects, bad := p.Report()
	device := Address(p.Source)
	for _, o := range objects {
		if o.Type == SystemOperation || o.Type == Operation {
			continue
		}
		if r := w.Check(o.At, now); r != nil {
			bad = append(bad, r.Of(device).At(o.prefix()))
			continue
		}
		put := func(word string, v float64) {
			out = append(out, connect.Observation{Device: device, Key: o.prefix() + word, At: o.At, Value: v, Quality: connect.Good})
		}
		if o.Type != ComponentValue {
			for i, word := range o.bits() {
				put(word, float64(o.State>>i&1))
			}
			continue
		}
		a, ok := analogues[o.Analogue]
		if !ok {
			bad = append(bad, reject(connect.Value, "没有这个模拟量类型", "there is no such kind of value", p.Source).At(o.prefix()).Quote(fmt.Sprint(o.Analogue)))
			continue
		}
		put(a.word, float64(o.Raw)*a.step)
	}
	return out, bad
}

func (o Object) bits() []string {
	switch o.Type {
	case SystemState:
		return systemBits
	case ComponentState:
		return componentBits
	}
	return transmitterBits
}

func (o Object) prefix() string {
	switch o.Type {
	case SystemState:
		return fmt.Sprintf("system.%d-%d.", o.System, o.SystemAddress)
	case ComponentState, ComponentValue:
		return fmt.Sprintf("part.%d-%d.%08X.", o.System, o.SystemAddress, o.Address)
	}
	return "transmitter."
}

// Unit writes objects of one type as an application unit. It fails for a type without a layout and for too many.
func Unit(kind byte, objects ...Object) ([]byte, error) {
	l, ok := layout[kind]
	if !ok || len(objects) > l.most {
		return nil, connect.Reject(connect.Value, "没有这种数据单元，或信息对象过多", "no such unit, or too many objects")
	}
	b := []byte{kind, byte(len(objects))}
	for _, o := range objects {
		switch kind {
		case TransmitterState:
			b = append(b, byte(o.State))
		case Operation:
			b = append(b, byte(o.State), o.Operator)
		case SystemState:
			b = binary.LittleEndian.AppendUint16(append(b, o.System, o.SystemAddress), o.State)
		case SystemOperation:
			b = append(b, o.System, o.SystemAddress, byte(o.State), o.Operator)
		default:
			b = binary.LittleEndian.AppendUint32(append(b, o.System, o.SystemAddress, o.Component), o.Address)
			if kind == ComponentValue {
				b = binary.LittleEndian.AppendUint16(append(b, o.Analogue), uint16(o.Raw))
				break
			}
			b = binary.LittleEndian.AppendUint16(b, o.State)
			text, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(o.Text))
			if err != nil || len(text) > 31 {
				return nil, connect.Reject(connect.Value, "说明文字无法写出", "the description cannot be written").Quote(o.Text)
			}
			b = append(append(b, text...), make([]byte, 31-len(text))...)
		}
		b = append(b, stamp(o.At)...)
	}
	return b, nil
}
