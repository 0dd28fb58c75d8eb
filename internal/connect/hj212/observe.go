package hj212

import (
	"math"
	"strconv"
	"strings"
	"time"

	"anlan/internal/connect"
)

// Field is one name=value of a CP.
type Field struct{ Name, Value string }

// Fields are all fields of the CP in order. ";" between items and "," within one come to the same here, for devices mix
// them up, and names carry their item.
func (p Packet) Fields() []Field {
	var fields []Field
	for f := range strings.FieldsFuncSeq(p.CP, func(r rune) bool { return r == ';' || r == ',' }) {
		name, v, _ := strings.Cut(f, "=")
		fields = append(fields, Field{strings.TrimSpace(name), strings.TrimSpace(v)})
	}
	return fields
}

// Field is the value of the first field of a name, and false when there is none.
func (p Packet) Field(name string) (string, bool) {
	for _, f := range p.Fields() {
		if f.Name == name {
			return f.Value, true
		}
	}
	return "", false
}

// periods are the commands that carry values, with the word in the keys.
var periods = map[string]string{Realtime: "", Minute: "minute", Hour: "hour", Day: "day"}

// maxCode is the longest code of a quantity; the standards' have 3 to 6.
const maxCode = 16

// statistics are the parts of names that carry numbers.
var statistics = map[string]bool{
	"Rtd": true, "Min": true, "Avg": true, "Max": true, "Cou": true,
	"ZsRtd": true, "ZsMin": true, "ZsAvg": true, "ZsMax": true,
}

// quality is what a data flag means for the value beside it. A value over range is not exact but not false either: what
// is dangerous must not vanish because it is too much.
func quality(flag string) connect.Quality {
	switch flag {
	case "", "N": // normal
		return connect.Good
	case "D", "B", "M", "C": // instrument fault, link to the instrument down, maintenance, calibration
		return connect.Bad
	default: // F plant stopped, S entered by hand, T over range, and letters that are not known
		return connect.Uncertain
	}
}

// Key is the key of an observation: the code of the quantity, and for anything but the realtime value its period and
// statistic ("w01018.minute.avg").
func Key(cn, code, statistic string) string {
	if cn == Realtime && statistic == "Rtd" {
		return code
	}
	if period := periods[cn]; period != "" {
		code += "." + period
	}
	return code + "." + strings.ToLower(statistic)
}

// Observations are the values of an upload; a packet that is none has neither observations nor rejections, and neither
// has a request for realtime data, whose CP is empty. Values flagged bad that are empty or not numbers come as missing.
func (p Packet) Observations(now time.Time, w connect.Window) (out []connect.Observation, rejections connect.Rejections) {
	if _, ok := periods[p.CN]; !ok || p.CP == "" {
		return nil, nil
	}
	reject := func(r *connect.Rejection) { rejections = append(rejections, r.Of(p.MN)) }
	at, r := p.dataTime()
	if r == nil {
		r = w.Check(at, now)
	}
	if r != nil {
		reject(r.At("DataTime"))
		return nil, rejections
	}
	fields := p.Fields()
	flags := map[string]string{}
	for _, f := range fields {
		if code, ok := strings.CutSuffix(f.Name, "-Flag"); ok {
			flags[code] = f.Value
		}
	}
	seen := map[string]bool{}
	for _, f := range fields {
		code, statistic, _ := strings.Cut(f.Name, "-")
		if !statistics[statistic] {
			continue
		}
		if seen[f.Name] {
			reject(connect.Reject(connect.DuplicateKey, "字段重复,以第一个为准", "the field comes twice; the first one counts").At(f.Name))
			continue
		}
		seen[f.Name] = true
		if code == "" || len(code) > maxCode || !word(code) {
			reject(connect.Reject(connect.BadKey, "因子编码只可用 16 个以内的字母和数字", "a code is up to 16 letters and digits").At(f.Name))
			continue
		}
		o := connect.Observation{Device: p.MN, Key: Key(p.CN, code, statistic), At: at, Quality: quality(flags[code])}
		if o.Value, r = number(f.Value); r != nil {
			if o.Quality != connect.Bad {
				reject(r.At(f.Name).Quote(f.Value))
				continue
			}
			o.Value = math.NaN()
		}
		out = append(out, o)
	}
	if len(seen) == 0 {
		reject(connect.Reject(connect.Missing, "数据区没有值", "CP holds no values").At("CP").Quote(p.CP))
	}
	return out, rejections
}

func (p Packet) dataTime() (time.Time, *connect.Rejection) {
	v, ok := p.Field("DataTime")
	if !ok {
		return time.Time{}, connect.Reject(connect.TimeMissing, "缺少 DataTime", "DataTime is missing").Quote(p.CP)
	}
	at, err := time.ParseInLocation("20060102150405", v, Zone)
	if err != nil || len(v) != 14 {
		return time.Time{}, connect.Reject(connect.TimeForm, "DataTime 应为 14 位数字的时间", "DataTime must be a time of 14 digits").Quote(v)
	}
	return at.UTC(), nil
}

// number reads a decimal number; the forms that only programs write (hex, inf, underscores) are none.
func number(s string) (float64, *connect.Rejection) {
	word := strings.ToLower(strings.TrimLeft(s, "+-"))
	if word == "nan" || word == "inf" || word == "infinity" {
		return 0, connect.Reject(connect.NaN, "值不是有限的数", "the value is not a finite number")
	}
	if strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, connect.Reject(connect.NotNumber, "值不是数", "the value is not a number")
	}
	x, err := strconv.ParseFloat(s, 64)
	switch {
	case math.IsInf(x, 0):
		return 0, connect.Reject(connect.NaN, "值不是有限的数", "the value is not a finite number")
	case err != nil:
		return 0, connect.Reject(connect.NotNumber, "值不是数", "the value is not a number")
	}
	return x, nil
}

// Joiner gives the later packets of one exchange the DataTime of the first, for devices that write it only there. It is
// the memory of one connection and remembers one exchange. Its zero value is ready.
type Joiner struct {
	last Packet // MN, CN, PNUM, PNO of it
	time string
}

// Join returns p, with DataTime filled in when it has none and follows a packet that had.
func (j *Joiner) Join(p Packet) Packet {
	if p.PNUM < 2 {
		return p
	}
	l := j.last
	follows := j.time != "" && p.MN == l.MN && p.CN == l.CN && p.PNUM == l.PNUM && (p.PNO == l.PNO || p.PNO == l.PNO+1)
	v, ok := p.Field("DataTime")
	switch {
	case ok:
		j.time = v
	case follows:
		p.CP = "DataTime=" + j.time + ";" + p.CP
	default:
		j.time = ""
	}
	j.last = p
	return p
}
