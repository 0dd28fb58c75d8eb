package intake

import (
	"math"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/identity"
	"anlan/internal/base/sheet"
	"anlan/internal/connect"
	"anlan/internal/engine/signal"
)

// china is the zone of times that say none.
var china = time.FixedZone("UTC+8", 8*3600)

// timeForms are those of a time in a file; the first says its zone itself.
var timeForms = []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006/01/02 15:04:05", "2006-01-02 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04"}

// row takes one row into the batch, or refuses it.
func (r *reading) row(row sheet.Row, cols [5]int, b *batch) {
	cells := make([]string, len(cols))
	for i, c := range cols {
		cells[i] = sheet.Plain(row.At(c).Text)
	}
	o, why := r.value(cells)
	if why == nil && !r.pointsOf(o.Device)[o.Key] {
		why = connect.Reject(connect.UnknownPoint, "该设备没有登记此测点", "the device has no such point").At(o.Key)
	}
	if why != nil {
		r.refuse(row.Number, cells, why.Of(cells[0]).Quote(r.name+" "+strconv.Itoa(row.Number)+": "+strings.Join(cells, ",")))
		return
	}
	b.observed(o.Device, []connect.Observation{o})
}

// pointsOf are the keys of a device's points.
func (r *reading) pointsOf(device string) map[string]bool {
	keys := r.keys[device]
	if keys == nil {
		keys = map[string]bool{}
		points, _ := r.s.Signal.Points(identity.Everywhere, signal.PointFilter{Device: device, Limit: 10_000})
		for _, p := range points {
			keys[p.Key] = true
		}
		r.keys[device] = keys
	}
	return keys
}

// value reads the cells device, key, time, value and quality.
func (r *reading) value(cells []string) (o connect.Observation, why *connect.Rejection) {
	d, ok := r.s.Signal.Device(cells[0])
	switch {
	case !ok:
		return o, connect.Reject(connect.UnknownDevice, "没有登记的设备", "the device is not registered")
	case d.Protocol != overFolder:
		return o, connect.Reject(connect.Forbidden, "该设备不经文件接入", "the device is not registered for files")
	case d.Secret == "":
		return o, connect.Reject(withdrawn, "设备凭证已撤销", "the device's credential was withdrawn")
	case cells[1] == "":
		return o, connect.Reject(connect.BadKey, "缺少参数", "the key is missing").At("key")
	}
	at, ok := moment(cells[2])
	if !ok {
		return o, connect.Reject(connect.TimeForm, "时间应写作 2026-03-01 08:00:00", "a time is written 2026-03-01 08:00:00").At("time")
	}
	if why = connect.DefaultWindow.Check(at, r.s.Clock.Now()); why != nil {
		return o, why.At("time")
	}
	o = connect.Observation{Device: d.ID, Key: cells[1], At: at, Quality: connect.Quality(strings.ToLower(cells[4]))}
	switch o.Quality {
	case "":
		o.Quality = connect.Good
	case connect.Good, connect.Uncertain, connect.Bad:
	default:
		return o, connect.Reject(connect.Value, "质量应为 good、uncertain 或 bad", "quality is good, uncertain or bad").At("quality")
	}
	if cells[3] == "" && o.Quality == connect.Bad {
		o.Value = math.NaN()
		return o, nil
	}
	v, err := strconv.ParseFloat(cells[3], 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.Trim(cells[3], "+-.0123456789eE") != "" {
		return o, connect.Reject(connect.NotNumber, "数值不是数", "the value is not a number").At("value")
	}
	o.Value = v
	return o, nil
}

func moment(s string) (time.Time, bool) {
	for _, form := range timeForms {
		if at, err := time.ParseInLocation(form, s, china); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}
