package hj212

import (
	"math"
	"strconv"
	"strings"
	"time"

	"anlan/internal/connect"
)

// What the standard allows a sender: bytes of CP, and of the data segment.
const (
	maxCP   = 950
	maxSent = 1024
)

// Upload is what a device reports at one moment.
type Upload struct {
	At       time.Time // of sending: becomes the QN
	ST       string
	CN       string // Realtime, Minute, Hour, Day
	PW, MN   string
	Version  Flag // Version2017 unless said otherwise; the zero value is Version2005
	Answer   bool // wait for a 9014
	DataTime time.Time
	Factors  []Factor
}

// Factor is one quantity of an upload.
type Factor struct {
	Code       string // "w01018"
	Statistics []Statistic
	Flag       string // "N"; "" leaves it out
}

// Statistic is one number of a factor: Rtd, Avg, Min, Max, Cou … NaN is written as nothing, as broken instruments do.
type Statistic struct {
	Name  string
	Value float64
}

// Packets are the packets of the upload, each whole in itself with DataTime: one, or several that are numbered when the
// standard's 950 bytes of CP or 1024 of data segment are passed. It fails when a factor alone is too long, and when codes,
// flags or values cannot be written.
func (u Upload) Packets() ([]Packet, error) {
	first := Packet{QN: QN(u.At), ST: u.ST, CN: u.CN, PW: u.PW, MN: u.MN, Flag: u.Version}
	if u.Answer {
		first.Flag |= answer
	}
	dataTime := "DataTime=" + u.DataTime.In(Zone).Format("20060102150405")
	longest := first
	longest.PNUM, longest.PNO = 9999, 9999
	room := min(maxCP, maxSent-len(longest.data()))

	var cps []string
	cp := dataTime
	for _, f := range u.Factors {
		item, err := f.item()
		if err != nil {
			return nil, err
		}
		if len(dataTime)+1+len(item) > room {
			return nil, connect.Reject(connect.TooLarge, "一个因子超过一包", "a factor is longer than a packet").At(f.Code)
		}
		if len(cp)+1+len(item) > room {
			cps = append(cps, cp)
			cp = dataTime
		}
		cp += ";" + item
	}
	cps = append(cps, cp)

	packets := make([]Packet, len(cps))
	for i, cp := range cps {
		packets[i] = first
		packets[i].CP = cp
		if len(cps) > 1 {
			packets[i].Flag |= numbered
			packets[i].PNUM, packets[i].PNO = len(cps), i+1
		}
	}
	return packets, nil
}

func (f Factor) item() (string, error) {
	if f.Code == "" || len(f.Code) > maxCode || !word(f.Code) || !word(f.Flag) || len(f.Statistics) == 0 {
		return "", connect.Reject(connect.BadKey, "因子编码、标记或统计量无法写出", "a factor whose code, flag or statistics cannot be written").At(f.Code)
	}
	var fields []string
	for _, s := range f.Statistics {
		v := ""
		switch {
		case !word(s.Name):
			return "", connect.Reject(connect.BadKey, "统计量名称无法写出", "a statistic's name that cannot be written").At(s.Name)
		case math.IsInf(s.Value, 0):
			return "", connect.Reject(connect.NaN, "值不是有限的数", "the value is not a finite number").At(f.Code)
		case !math.IsNaN(s.Value):
			v = strconv.FormatFloat(s.Value, 'f', -1, 64)
		}
		fields = append(fields, f.Code+"-"+s.Name+"="+v)
	}
	if f.Flag != "" {
		fields = append(fields, f.Code+"-Flag="+f.Flag)
	}
	return strings.Join(fields, ","), nil
}
