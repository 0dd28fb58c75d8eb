package sl651

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"anlan/internal/connect"
)

// Upload is what a station reports at one moment.
type Upload struct {
	ASCII    bool
	Centre   byte
	Station  string // ten digits
	Password string // four hex digits
	Function byte   // Timed, Hourly …
	Serial   uint16
	Sent     time.Time
	At       time.Time // of observation; to the minute
	Class    byte      // H river …
	Values   map[string]float64
}

// Frame writes the upload. It fails for codes that are not in elements, for series, and for values that do not fit.
// NaN is written as no value.
func (u Upload) Frame() (Frame, error) {
	f := Frame{ASCII: u.ASCII, Centre: u.Centre, Station: u.Station, Password: u.Password, Function: u.Function, End: ETX}
	f.Body = f.opening(u.Serial, u.Sent)
	station, err := hex.DecodeString(u.Station)
	if err != nil || len(station) != 5 || strings.IndexByte(classes, u.Class) < 0 {
		return f, reject(connect.Value, "站址或站类有误", "the station's address or class cannot be written", u.Station)
	}
	observed := u.At.In(Zone).Format("0601021504")
	if u.ASCII {
		f.Body = fmt.Appendf(f.Body, " ST %s %c TT %s ", u.Station, u.Class, observed)
	} else {
		at, _ := hex.DecodeString(observed) // ten digits
		f.Body = append(append(append(f.Body, leadStation, leadStation), station...), u.Class, leadTime, leadTime)
		f.Body = append(f.Body, at...)
	}
	codes := make([]string, 0, len(u.Values))
	for code := range u.Values {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		e, ok := byCode[code]
		if !ok || e.lead >= leadRain {
			return f, reject(connect.BadKey, "要素标识符无法写出", "an element that cannot be written", u.Station).At(code)
		}
		if f.Body, err = e.write(f.Body, u.Values[code], u.ASCII); err != nil {
			return f, err
		}
	}
	return f, nil
}

// write adds the element with a value to a body.
func (e element) write(body []byte, v float64, ascii bool) ([]byte, error) {
	if math.IsInf(v, 0) {
		return body, connect.Reject(connect.NaN, "值不是有限的数", "the value is not a finite number").At(e.code)
	}
	if ascii {
		if math.IsNaN(v) {
			return append(body, e.code+" M "...), nil
		}
		return append(body, e.code+" "+strconv.FormatFloat(v, 'f', e.decimals, 64)+" "...), nil
	}
	body = append(body, e.lead, byte(e.bytes<<3|e.decimals))
	if math.IsNaN(v) {
		return append(body, slices.Repeat([]byte{0xff}, e.bytes)...), nil
	}
	if e.lead == leadStatus {
		return binary.BigEndian.AppendUint32(body, uint32(max(0, min(math.MaxUint32, v)))), nil
	}
	digits := 2 * e.bytes
	if v < 0 {
		body, digits = append(body, 0xff), digits-2
	}
	s := fmt.Sprintf("%0*.0f", digits, math.Abs(v)*math.Pow10(e.decimals))
	if len(s) > digits {
		return body, connect.Reject(connect.Value, "值超出要素的位数", "the value has more digits than the element").At(e.code)
	}
	raw, err := hex.DecodeString(s)
	return append(body, raw...), err
}
