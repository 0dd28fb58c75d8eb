package obsjson

import (
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"anlan/internal/connect"
)

// Decode reads a payload. Observations are in the order of the payload, each inside the window around now; rejections
// are at most 101. The payload is not kept.
func Decode(device string, payload []byte, now time.Time, o Options) ([]connect.Observation, connect.Rejections) {
	d := decoder{scanner: scanner{in: payload}, device: device, now: now.UTC(), o: o}
	switch {
	case len(payload) > o.MaxBytes:
		d.fail(connect.Reject(connect.TooLarge, fmt.Sprintf("报文超过 %d 字节", o.MaxBytes),
			fmt.Sprintf("the payload is larger than %d bytes", o.MaxBytes)))
	case !utf8.Valid(payload):
		d.fail(connect.Reject(connect.NotUTF8, "报文不是 UTF-8 编码", "the payload is not UTF-8"))
	default:
		d.payload()
	}
	if d.bad != nil {
		return nil, connect.Rejections{d.bad.Of(device).Quote(string(payload[:min(len(payload), 4*connect.SampleBytes)]))}
	}
	return d.out, d.rejections
}

type decoder struct {
	scanner
	device     string
	now        time.Time
	o          Options
	out        []connect.Observation
	rejections connect.Rejections
	entries    int      // values seen, good or bad
	keys       []string // of the message in hand
}

func (d *decoder) reject(r *connect.Rejection) {
	switch n := len(d.rejections); {
	case n < maxRejections:
		d.rejections = append(d.rejections, r.Of(d.device))
	case n == maxRejections:
		more := connect.Reject(connect.TooMany, "错误过多,其余未逐条列出", "too many faults, the rest are not listed")
		d.rejections = append(d.rejections, more.Of(d.device))
	}
}

func (d *decoder) payload() {
	d.space()
	switch d.peek() {
	case '[':
		n := 0
		d.array(func() {
			d.message()
			n++
		})
		if n == 0 {
			d.reject(connect.Reject(connect.Shape, "数组为空", "the array is empty"))
		}
	default:
		d.message()
	}
	if d.space(); d.i < len(d.in) {
		d.syntax()
	}
}

// message reads one message. "t" may stand behind "v", so the times are filled in at the end.
func (d *decoder) message() {
	if d.peek() != '{' {
		raw := d.skip()
		d.reject(connect.Reject(connect.Shape, "消息应为对象 {\"t\":…,\"v\":{…}}", "a message must be an object {\"t\":…,\"v\":{…}}").Quote(raw))
		return
	}
	first, at := len(d.out), d.now
	var wrong *connect.Rejection
	var sawT, sawV bool
	d.object(func(name string) {
		switch {
		case name == "t" && !sawT:
			sawT = true
			at, wrong = d.time()
		case name == "v" && !sawV:
			sawV = true
			d.values()
		case name == "t" || name == "v":
			d.reject(twice(name).Quote(d.skip()))
		default:
			d.skip()
		}
	})
	if wrong == nil {
		wrong = d.o.Window.Check(at, d.now)
	}
	if wrong != nil {
		d.out = d.out[:first]
		d.reject(wrong.At("t"))
	} else if !sawV {
		d.reject(connect.Reject(connect.Missing, "缺少 \"v\"", "\"v\" is missing").At("v"))
	}
	for i := range d.out[first:] {
		d.out[first+i].At = at
	}
}

func twice(name string) *connect.Rejection {
	return connect.Reject(connect.DuplicateKey, "名称重复,以第一个为准", "the name comes twice; the first one counts").At(name)
}

// Times beyond these are not times of measurements, and would overflow.
var lastMilli = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).UnixMilli()

func (d *decoder) time() (time.Time, *connect.Rejection) {
	form := connect.Reject(connect.TimeForm, "时间应为 RFC 3339 字符串或毫秒数", "a time is a string after RFC 3339 or a number of milliseconds")
	switch c := d.peek(); {
	case c == '"':
		s := d.string()
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			return time.Time{}, form.Quote(s)
		}
		return at.UTC(), nil
	case c == '-' || c >= '0' && c <= '9':
		raw := d.skip()
		ms, err := strconv.ParseFloat(raw, 64)
		if err != nil || math.Abs(ms) > float64(lastMilli) {
			return time.Time{}, form.Quote(raw)
		}
		return time.UnixMicro(int64(math.Round(ms * 1000))).UTC(), nil
	default:
		if raw := d.skip(); raw != "null" {
			return time.Time{}, form.Quote(raw)
		}
		return d.now, nil
	}
}

func (d *decoder) values() {
	if d.peek() != '{' {
		d.reject(connect.Reject(connect.Shape, "\"v\" 应为对象", "\"v\" must be an object").At("v").Quote(d.skip()))
		return
	}
	d.keys = d.keys[:0]
	d.object(d.value)
	if len(d.keys) == 0 {
		d.reject(connect.Reject(connect.Missing, "\"v\" 中没有值", "\"v\" holds no values").At("v"))
	}
}

func (d *decoder) value(key string) {
	if d.entries++; d.entries > d.o.MaxValues {
		if d.skip(); d.entries == d.o.MaxValues+1 {
			d.reject(connect.Reject(connect.TooMany, fmt.Sprintf("值超过 %d 个,其余不收", d.o.MaxValues),
				fmt.Sprintf("more than %d values, the rest are refused", d.o.MaxValues)))
		}
		return
	}
	for _, k := range d.keys {
		if k == key {
			d.reject(twice(key).Quote(d.skip()))
			return
		}
	}
	d.keys = append(d.keys, key)
	if !validKey(key) {
		d.skip()
		d.reject(connect.Reject(connect.BadKey, "测点名只可用 64 个以内的字母、数字和 _ . : -", "a key is up to 64 letters, digits and _ . : -").At(key))
		return
	}
	o := connect.Observation{Device: d.device, Key: key, Quality: connect.Good}
	first, raw := d.peek(), d.skip()
	switch {
	case raw == "true":
		o.Value = 1
	case raw == "false":
	case raw == "null":
		o.Value, o.Quality = math.NaN(), connect.Bad
	case first == '"' || first == '{' || first == '[':
		d.reject(connect.Reject(connect.NotNumber, "值不是数", "the value is not a number").At(key).Quote(raw))
		return
	default:
		x, err := strconv.ParseFloat(raw, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			d.reject(connect.Reject(connect.NaN, "值不是有限的数", "the value is not a finite number").At(key).Quote(raw))
			return
		}
		o.Value = x
	}
	d.out = append(d.out, o)
}

func validKey(key string) bool {
	if key == "" || len(key) > maxKey {
		return false
	}
	for i := range len(key) {
		switch c := key[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case i > 0 && (c == '_' || c == '.' || c == ':' || c == '-'):
		default:
			return false
		}
	}
	return true
}
