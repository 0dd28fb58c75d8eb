package sparkplug

import (
	"math"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"anlan/internal/connect"
)

// Types of metrics that are numbers. Others are passed over.
const (
	Int8     = 1
	Int16    = 2
	Int32    = 3
	Int64    = 4
	UInt8    = 5
	UInt16   = 6
	UInt32   = 7
	UInt64   = 8
	Float    = 9
	Double   = 10
	Boolean  = 11
	DateTime = 13 // milliseconds since 1970; the value of a Metric is in seconds
)

// Bounds of a payload.
const (
	MaxPayload = 256 << 10
	MaxMetrics = 5000
)

// Payload is one message.
type Payload struct {
	At      time.Time // zero when it has none
	Metrics []Metric
	Seq     uint64
	HasSeq  bool
}

// Metric is one value. In births it has a name and, as a rule, an alias; in data only one of them.
type Metric struct {
	Name       string
	Alias      uint64
	HasAlias   bool
	At         time.Time // zero when it has none
	Type       uint32    // 0 when it is not said, as in data
	Historical bool
	Null       bool
	Value      float64
	Text       bool // the value is none of the numbers
	raw        uint64
	integer    bool
}

// Decode reads a payload. A payload that is not well-formed to its end is refused whole.
func Decode(b []byte) (Payload, *connect.Rejection) {
	var p Payload
	if len(b) > MaxPayload {
		return p, connect.Reject(connect.TooLarge, "报文过大", "the payload is too large").Dump(b)
	}
	many := false
	ok := each(b, func(field protowire.Number, n uint64, data []byte) bool {
		switch {
		case field == 1 && data == nil:
			p.At = millis(n)
		case field == 3 && data == nil:
			p.Seq, p.HasSeq = n, true
		case field == 2 && data != nil:
			if many = len(p.Metrics) == MaxMetrics; many {
				return false
			}
			m, ok := metric(data)
			p.Metrics = append(p.Metrics, m)
			return ok
		}
		return true
	})
	switch {
	case many:
		return Payload{}, connect.Reject(connect.TooMany, "测点过多", "too many metrics").Dump(b)
	case !ok:
		return Payload{}, connect.Reject(connect.Shape, "不是 Sparkplug B 报文", "not a Sparkplug B payload").Dump(b)
	}
	return p, nil
}

// each walks the fields of a message: numbers of whatever width come in n with data nil, bytes in data, never nil.
func each(b []byte, f func(field protowire.Number, n uint64, data []byte) bool) bool {
	for len(b) > 0 {
		field, kind, size := protowire.ConsumeTag(b)
		if size < 0 {
			return false
		}
		b = b[size:]
		var n uint64
		var data []byte
		switch kind {
		case protowire.VarintType:
			n, size = protowire.ConsumeVarint(b)
		case protowire.Fixed32Type:
			var v uint32
			v, size = protowire.ConsumeFixed32(b)
			n = uint64(v)
		case protowire.Fixed64Type:
			n, size = protowire.ConsumeFixed64(b)
		case protowire.BytesType:
			data, size = protowire.ConsumeBytes(b)
			if data == nil {
				data = []byte{}
			}
		default:
			size = -1 // groups are not in the schema
		}
		if size < 0 || !f(field, n, data) {
			return false
		}
		b = b[size:]
	}
	return true
}

func metric(b []byte) (m Metric, ok bool) {
	ok = each(b, func(field protowire.Number, n uint64, data []byte) bool {
		if data != nil {
			return m.bytes(field, data)
		}
		switch field {
		case 2:
			m.Alias, m.HasAlias = n, true
		case 3:
			m.At = millis(n)
		case 4:
			m.Type = uint32(n)
		case 5:
			m.Historical = n != 0
		case 7:
			m.Null = n != 0
		case 10, 11, 14:
			m.raw, m.integer = n, true
		case 12:
			m.Value = float64(math.Float32frombits(uint32(n)))
		case 13:
			m.Value = math.Float64frombits(n)
		default: // members that are not needed
		}
		return true
	})
	m.settle()
	return m, ok
}

// bytes takes a field that is a string, bytes or a message within.
func (m *Metric) bytes(field protowire.Number, data []byte) bool {
	switch field {
	case 1:
		m.Name = string(data)
		return len(data) <= maxName && utf8.Valid(data)
	case 15, 16, 17, 18:
		m.Text = true
	case 2, 3, 4, 5, 7, 10, 11, 12, 13, 14:
		return false // a number has the form of bytes
	default: // members that are not needed
	}
	return true
}

// settle turns an integer as it is on the wire into the value of its type.
func (m *Metric) settle() {
	if !m.integer {
		return
	}
	switch m.Type {
	case Int8:
		m.Value = float64(int8(m.raw))
	case Int16:
		m.Value = float64(int16(m.raw))
	case Int32:
		m.Value = float64(int32(m.raw))
	case Int64:
		m.Value = float64(int64(m.raw))
	case DateTime:
		m.Value = float64(int64(m.raw)) / 1000
	default:
		m.Value = float64(m.raw)
	}
}

// millis is a time on the wire; what no calendar holds is the end of time, and is refused by its window.
func millis(n uint64) time.Time {
	const last = 253402300799999 // 9999-12-31
	return time.UnixMilli(int64(min(n, last))).UTC()
}

// Encode writes the payload: metrics of the numeric types, with name and alias as they are given.
func (p Payload) Encode() []byte {
	var b []byte
	put := func(field protowire.Number, n uint64) {
		b = protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), n)
	}
	if !p.At.IsZero() {
		put(1, uint64(p.At.UnixMilli()))
	}
	for _, m := range p.Metrics {
		b = protowire.AppendBytes(protowire.AppendTag(b, 2, protowire.BytesType), m.encode())
	}
	if p.HasSeq {
		put(3, p.Seq)
	}
	return b
}

func (m Metric) encode() (b []byte) {
	put := func(field protowire.Number, n uint64) {
		b = protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), n)
	}
	if m.Name != "" {
		b = protowire.AppendString(protowire.AppendTag(b, 1, protowire.BytesType), m.Name)
	}
	if m.HasAlias {
		put(2, m.Alias)
	}
	if !m.At.IsZero() {
		put(3, uint64(m.At.UnixMilli()))
	}
	if m.Type != 0 {
		put(4, uint64(m.Type))
	}
	if m.Historical {
		put(5, 1)
	}
	if m.Null {
		put(7, 1)
		return b
	}
	switch m.Type {
	case Int8, Int16, Int32:
		put(10, uint64(uint32(int32(m.Value))))
	case UInt8, UInt16, UInt32:
		put(10, uint64(m.Value))
	case Int64:
		put(11, uint64(int64(m.Value)))
	case UInt64:
		put(11, uint64(m.Value))
	case DateTime:
		put(11, uint64(int64(m.Value*1000)))
	case Boolean:
		put(14, uint64(m.Value))
	case Float:
		b = protowire.AppendFixed32(protowire.AppendTag(b, 12, protowire.Fixed32Type), math.Float32bits(float32(m.Value)))
	default:
		b = protowire.AppendFixed64(protowire.AppendTag(b, 13, protowire.Fixed64Type), math.Float64bits(m.Value))
	}
	return b
}
