package sl651

import (
	"encoding/binary"
	"math"
)

// element is one quantity of the standard's list: its lead byte, its letters here, and how it is written by Upload.
type element struct {
	lead     byte
	code     string
	bytes    int
	decimals int
}

// elements are those of the standard's table C.1 that are known here; others keep their lead byte as key.
var elements = []element{
	{0x0e, "GW", 3, 2},    // depth of ground water, m
	{0x18, "MH", 2, 1},    // humidity, %
	{0x1a, "P1", 3, 1},    // rain of 1 hour, mm
	{0x1b, "P2", 3, 1},    // of 2 hours
	{0x1c, "P3", 3, 1},    // of 3 hours
	{0x1d, "P6", 3, 1},    // of 6 hours
	{0x1e, "P12", 3, 1},   // of 12 hours
	{0x1f, "PD", 3, 1},    // of the day
	{0x20, "PJ", 3, 1},    // rain of the moment, mm
	{0x22, "PN05", 2, 1},  // rain of 5 minutes, mm
	{0x26, "PT", 3, 1},    // rain since the start, mm
	{0x27, "Q", 5, 3},     // flow, m³/s
	{0x33, "UC", 2, 0},    // wind direction, degrees
	{0x35, "US", 2, 1},    // wind speed, m/s
	{0x37, "VA", 3, 3},    // velocity, m/s
	{0x38, "VT", 2, 2},    // supply voltage, V
	{0x39, "Z", 4, 3},     // water level, m
	{0x3a, "ZB", 4, 3},    // level downstream of a gate or dam, m
	{0x3b, "ZU", 4, 3},    // level upstream, m
	{0x45, "ZT", 4, 0},    // status and alarm word, a binary number
	{0xf4, "DRP", 12, 0},  // twelve times rain of 5 minutes, mm
	{0xf5, "DRZ1", 24, 0}, // twelve relative levels at 5 minutes, m
	{0xf6, "DRZ2", 24, 0},
	{0xf7, "DRZ3", 24, 0},
	{0xf8, "DRZ4", 24, 0},
	{0xf9, "DRZ5", 24, 0},
	{0xfa, "DRZ6", 24, 0},
	{0xfb, "DRZ7", 24, 0},
	{0xfc, "DRZ8", 24, 0},
}

const (
	leadStatus   = 0x45
	leadText     = 0xf2 // words of a person: to the end of the body
	leadPicture  = 0xf3 // likewise
	leadTime     = 0xf0 // F0F0: time of observation
	leadStation  = 0xf1 // F1F1: address of the station
	leadRain     = 0xf4
	leadLevel    = 0xf5
	leadLast     = 0xfc
	leadExtended = 0xff // a second byte follows: quantities that the user has agreed on
)

var byLead, byCode = func() (map[byte]element, map[string]element) {
	leads, codes := map[byte]element{}, map[string]element{}
	for _, e := range elements {
		leads[e.lead], codes[e.code] = e, e
	}
	return leads, codes
}()

// tenths of a millimetre and hundredths of a metre, as the series have them.
const (
	rainStep  = 10
	levelStep = 100
)

// number reads binary coded decimal digits: FF in front is a minus, and nothing but F is no value. ok is false for digits
// that are none.
func number(b []byte, decimals int) (v float64, missing, ok bool) {
	missing = true
	for _, x := range b {
		missing = missing && x == 0xff
	}
	if missing {
		return 0, true, true
	}
	sign := 1.0
	if len(b) > 1 && b[0] == 0xff {
		sign, b = -1, b[1:]
	}
	for _, x := range b {
		if x>>4 > 9 || x&0xf > 9 {
			return 0, false, false
		}
		v = v*100 + float64(x>>4)*10 + float64(x&0xf)
	}
	return sign * v / math.Pow10(decimals), false, true
}

// series reads the values of an F4 to FC element.
func series(lead byte, b []byte) (values []float64, missing []bool) {
	if lead == leadRain {
		for _, x := range b {
			values, missing = append(values, float64(x)/rainStep), append(missing, x == 0xff)
		}
		return values, missing
	}
	for ; len(b) >= 2; b = b[2:] {
		x := binary.BigEndian.Uint16(b)
		values, missing = append(values, float64(x)/levelStep), append(missing, x == 0xffff)
	}
	return values, missing
}
