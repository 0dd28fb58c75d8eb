package sl651

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"anlan/internal/connect"
)

// classes are the letters of stations: rain, river, reservoir, sluice, pump, tide, soil, ground water, quality.
const classes = "PHKZDTMGQ"

// maxValues bounds what one message may hold; a full body of the shortest elements has fewer.
const maxValues = 2000

// seriesStep is between the values of an F4 to FC series.
const seriesStep = 5 * time.Minute

// Report is what a station says in one message.
type Report struct {
	Serial  uint16
	Sent    time.Time // by the station's clock
	Station string    // as the body has it; "" when it does not
	Class   byte      // one of P H K Z D T M G Q; 0 when it is not said
	Values  []Value
}

// Value is one number of a report.
type Value struct {
	Code    string
	At      time.Time
	Number  float64
	Missing bool
}

// Report reads the body of a whole message: of several packets only what a Joiner has put together. What is good before
// something bad is kept.
func (f Frame) Report() (Report, connect.Rejections) {
	if f.ASCII {
		return f.reportASCII()
	}
	var r Report
	serial, ok := f.serial()
	if !ok {
		return r, connect.Rejections{reject(connect.Length, "正文没有流水号和发报时间", "the body has no serial number and time", f.Station).Dump(f.Body)}
	}
	r.Serial = serial
	sent, ok := stamp(f.Body[2:8])
	if !ok {
		return r, connect.Rejections{reject(connect.TimeForm, "发报时间有误", "the time of sending is none", f.Station).Dump(f.Body)}
	}
	r.Sent = sent
	d := decoder{frame: f, report: &r, at: sent, rest: f.Body[8:]}
	for len(d.rest) > 0 && d.next() {
	}
	return r, d.bad
}

// stamp is a time of five or six BCD bytes, without or with seconds.
func stamp(b []byte) (time.Time, bool) {
	form := "060102150405"[:2*len(b)]
	at, err := time.ParseInLocation(form, hex.EncodeToString(b), Zone)
	return at.UTC(), err == nil
}

type decoder struct {
	frame  Frame
	report *Report
	at     time.Time
	lost   bool // the time of observation could not be read: values have no time until the next one
	rest   []byte
	bad    connect.Rejections
}

func (d *decoder) refuse(why connect.Reason, zh, en, where string) {
	d.bad = append(d.bad, reject(why, zh, en, d.frame.Station).At(where).Dump(d.rest))
}

// next reads one element and reports whether there may be more.
func (d *decoder) next() bool {
	if len(d.rest) < 2 {
		d.refuse(connect.Length, "要素标识不完整", "half an element", "")
		return false
	}
	lead, form := d.rest[0], d.rest[1]
	switch {
	case lead == leadTime && form == leadTime:
		return d.time()
	case lead == leadStation && form == leadStation:
		return d.station()
	case lead == leadPicture || lead == leadText:
		return false
	}
	code, head := codeOf(lead), 2
	if lead == leadExtended {
		if len(d.rest) < 3 {
			d.refuse(connect.Length, "要素标识不完整", "half an element", "")
			return false
		}
		code, form, head = fmt.Sprintf("FF%02X", form), d.rest[2], 3
	}
	size, decimals := int(form>>3), int(form&7)
	if len(d.rest) < head+size || size == 0 {
		d.refuse(connect.Length, "要素数据长度不符", "the element is longer than the body, or empty", code)
		return false
	}
	data := d.rest[head : head+size]
	d.element(lead, code, data, decimals)
	d.rest = d.rest[head+size:]
	return len(d.report.Values) < maxValues
}

func codeOf(lead byte) string {
	if e, ok := byLead[lead]; ok {
		return e.code
	}
	return fmt.Sprintf("%02X", lead)
}

func (d *decoder) element(lead byte, code string, data []byte, decimals int) {
	switch {
	case d.lost:
	case lead >= leadRain && lead <= leadLast:
		values, missing := series(lead, data)
		for i, v := range values {
			d.put(code, d.at.Add(time.Duration(i)*seriesStep), v, missing[i])
		}
	case lead == leadStatus && len(data) == 4:
		d.put(code, d.at, float64(binary.BigEndian.Uint32(data)), false)
	default:
		v, missing, ok := number(data, decimals)
		if !ok {
			d.refuse(connect.NotNumber, "数据不是 BCD 码", "the data is not BCD", code)
			return
		}
		d.put(code, d.at, v, missing)
	}
}

func (d *decoder) put(code string, at time.Time, v float64, missing bool) {
	d.report.Values = append(d.report.Values, Value{Code: code, At: at, Number: v, Missing: missing})
}

// time reads the time of observation of what follows.
func (d *decoder) time() bool {
	if len(d.rest) < 7 {
		d.refuse(connect.Length, "观测时间不完整", "the time of observation is cut", "F0F0")
		return false
	}
	at, ok := stamp(d.rest[2:7])
	if !ok {
		d.refuse(connect.TimeForm, "观测时间有误", "the time of observation is none", "F0F0")
	}
	d.at, d.lost = at, !ok
	d.rest = d.rest[7:]
	return true
}

// station reads the address, and the letter of the class, which reports have and answers have not.
func (d *decoder) station() bool {
	if len(d.rest) < 7 {
		d.refuse(connect.Length, "遥测站地址不完整", "the station's address is cut", "F1F1")
		return false
	}
	d.report.Station = hexOf(d.rest[2:7])
	d.rest = d.rest[7:]
	if len(d.rest) > 2 && strings.IndexByte(classes, d.rest[0]) >= 0 && bytes.HasPrefix(d.rest[1:], []byte{leadTime, leadTime}) {
		d.report.Class, d.rest = d.rest[0], d.rest[1:]
	}
	return true
}

// reportASCII reads "0034170718110016 ST 0011223344 H TT 1707181100 PJ 4.0 Z 10.490 ".
func (f Frame) reportASCII() (r Report, bad connect.Rejections) {
	refuse := func(why connect.Reason, zh, en, where, sample string) {
		bad = append(bad, reject(why, zh, en, f.Station).At(where).Quote(sample))
	}
	serial, ok := f.serial()
	if !ok {
		refuse(connect.Length, "正文没有流水号和发报时间", "the body has no serial number and time", "", string(f.Body))
		return r, bad
	}
	r.Serial = serial
	at, err := time.ParseInLocation("060102150405", string(f.Body[4:16]), Zone)
	if err != nil {
		refuse(connect.TimeForm, "发报时间有误", "the time of sending is none", "", string(f.Body))
		return r, bad
	}
	at = at.UTC()
	r.Sent = at
	words := strings.Fields(string(f.Body[16:]))
	lost := false
	for i := 0; i < len(words) && len(r.Values) < maxValues; i++ {
		code := words[i]
		if len(code) == 1 && strings.Contains(classes, code) && r.Class == 0 && r.Station != "" {
			r.Class = code[0]
			continue
		}
		if i++; i == len(words) {
			refuse(connect.Length, "要素没有值", "an element without a value", code, code)
			break
		}
		word := words[i]
		switch code {
		case "ST":
			r.Station = word
		case "TT":
			at, err = time.ParseInLocation("0601021504", word, Zone)
			if lost = err != nil; lost {
				refuse(connect.TimeForm, "观测时间有误", "the time of observation is none", code, word)
			}
			at = at.UTC()
		default:
			v, err := strconv.ParseFloat(word, 64)
			missing := word == "M" || strings.Trim(word, "F") == ""
			switch {
			case lost:
			case !plainCode(code):
				refuse(connect.BadKey, "要素标识符有误", "not the letters of an element", code, word)
			case !missing && (err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(word, "xXpP_")):
				refuse(connect.NotNumber, "数据不是数", "the value is not a number", code, word)
			default:
				if missing {
					v = 0
				}
				r.Values = append(r.Values, Value{Code: code, At: at, Number: v, Missing: missing})
			}
		}
	}
	return r, bad
}

func plainCode(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return s != "" && len(s) <= 8
}

// Observations are the values of a report with the time of their observation; of a frame that is no report there are
// none. Times outside the window are refused one by one.
func (f Frame) Observations(now time.Time, w connect.Window) (out []connect.Observation, rejections connect.Rejections) {
	if !f.Reports() {
		return nil, nil
	}
	r, rejections := f.Report()
	refused := map[time.Time]bool{}
	for _, v := range r.Values {
		if bad := w.Check(v.At, now); bad != nil {
			if !refused[v.At] {
				rejections = append(rejections, bad.Of(f.Station).At(v.Code))
			}
			refused[v.At] = true
			continue
		}
		o := connect.Observation{Device: f.Station, Key: v.Code, At: v.At, Value: v.Number, Quality: connect.Good}
		if v.Missing {
			o.Value, o.Quality = math.NaN(), connect.Bad
		}
		out = append(out, o)
	}
	return out, rejections
}
