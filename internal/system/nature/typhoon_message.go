package nature

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect"
	"anlan/internal/connect/cap"
	"anlan/internal/model/typhoon"
)

// messageTaken is the event by which connectors hand on the CAP messages that they took in.
const messageTaken bus.Type = "connector.warning.taken"

// takenMessage is the data of messageTaken.
type takenMessage struct {
	Source string `json:"source"`
	Name   string `json:"name"`
	Area   string `json:"area"`
	CAP    string `json:"cap"`
}

// Parameters of a CAP message that carry a track. CAP 1.2 and GB/T 35965.1 name none for it, so sender and receiver agree on
// these: the number and name of the typhoon, and one TyphoonFix for each position: "TIME LON LAT PRESSURE WIND", then F when
// it is forecast, and circles as "7=NE/SE/SW/NW" or "7=RADIUS" in km.
const (
	capNumber = "TyphoonNumber"
	capName   = "TyphoonName"
	capFix    = "TyphoonFix"
)

var typhoonNumber = regexp.MustCompile(`^[0-9]{4}$`)

// fromMessage keeps the track that an actual message of the whole city's weather office carries, as a bulletin. A message
// without one is none of ours; what cannot be read is counted. The same message again changes nothing.
func (s *System) fromMessage(ctx context.Context, tx *store.Tx, _ bus.Event, m takenMessage) error {
	a, err := cap.Parse([]byte(m.CAP))
	if err != nil || a.Status != "Actual" || a.MsgType == "Cancel" || m.Area != s.Home {
		return nil //nolint:nilerr // who publishes warnings counts what is no message
	}
	b, found, err := trackOf(a)
	if !found {
		return nil
	}
	if err == nil {
		var issued clock.Instant
		if issued, err = s.past(a.Sent, "sent"); err == nil {
			b.IssuedAt = issued
		}
	}
	if err != nil {
		words := lang.T("报文中的台风路径无法读取", "the track in the message cannot be read")
		if f := fail.As(err); f != nil {
			words = lang.T(words.Zh+"："+f.Text.Zh, words.En+": "+f.Text.En)
		}
		s.Signal.Reject("connector:"+m.Source, string(connect.Shape), "", words, a.Identifier)
		return nil
	}
	var n int
	if err := tx.NewRaw("SELECT count(*) FROM nature_bulletin WHERE number = ? AND issued_at = ?", b.Number, b.IssuedAt).Scan(ctx, &n); err != nil || n > 0 {
		return err
	}
	b.ID, b.Issuer, b.ReceivedAt, b.ByName = id.New(), m.Name, clock.Now(s.Clock), m.Name
	return s.keepBulletin(ctx, tx, b, journal.Actor{ID: "connector:" + m.Source, Name: m.Name})
}

// trackOf reads the track of a message; found is whether there is one.
func trackOf(a cap.Alert) (b TyphoonBulletin, found bool, err error) {
	i := a.In("zh")
	if i == nil {
		return b, false, nil
	}
	for _, p := range i.Parameters {
		switch value := strings.TrimSpace(p.Value); p.Name {
		case capNumber:
			b.Number = value
		case capName:
			b.Name = value
		case capFix:
			found = true
			f, wrong := fixOf(value)
			if wrong != nil {
				return b, true, wrong
			}
			b.Track = append(b.Track, f)
		}
	}
	switch {
	case !found:
		return b, false, nil
	case !typhoonNumber.MatchString(b.Number) || b.Name == "" || len([]rune(b.Name)) > 40:
		return b, true, fail.Invalid("nature.typhoon.number", "缺少台风编号（四位数字）或名称", "the number (four digits) or the name is missing")
	}
	b.Track, err = b.Track.Check()
	return b, true, err
}

// fixOf reads one TyphoonFix.
func fixOf(text string) (typhoon.Fix, error) {
	wrong := fail.Invalid("nature.typhoon.fix", "定位点应为“时间 经度 纬度 气压 风速 [F] [7=半径]”："+text, "a fix is “TIME LON LAT PRESSURE WIND [F] [7=RADIUS]”: "+text)
	words := strings.Fields(text)
	if len(words) < 5 || len(words) > 9 {
		return typhoon.Fix{}, wrong
	}
	at, err := time.Parse(time.RFC3339, words[0])
	if err != nil {
		return typhoon.Fix{}, wrong.Because(err)
	}
	f := typhoon.Fix{At: at.UTC()}
	for i, into := range []struct {
		to        *float64
		low, high float64
	}{{&f.Lon, -180, 180}, {&f.Lat, -90, 90}, {&f.Pressure, 850, 1050}, {&f.Wind, 0, 120}} {
		v, err := strconv.ParseFloat(words[i+1], 64)
		if err != nil || !(v >= into.low && v <= into.high) {
			return f, wrong.Because(err)
		}
		*into.to = v
	}
	for _, w := range words[5:] {
		if w == "F" {
			f.Forecast = true
			continue
		}
		c, err := circleOf(w)
		if err != nil {
			return f, wrong.Because(err)
		}
		f.Circles = append(f.Circles, c)
	}
	return f, nil
}

// circleOf reads "7=300" or "7=NE/SE/SW/NW".
func circleOf(text string) (typhoon.Circle, error) {
	level, radii, ok := strings.Cut(text, "=")
	n, err := strconv.Atoi(level)
	parts := strings.Split(radii, "/")
	if err != nil || !ok || len(parts) != 1 && len(parts) != 4 {
		return typhoon.Circle{}, fmt.Errorf("no circle: %s", text)
	}
	var r [4]float64
	for i := range r {
		v, err := strconv.ParseFloat(parts[min(i, len(parts)-1)], 64)
		if err != nil || !(v >= 0 && v <= 1500) {
			return typhoon.Circle{}, fmt.Errorf("no radius: %s", text)
		}
		r[i] = v
	}
	return typhoon.Circle{Beaufort: n, NE: r[0], SE: r[1], SW: r[2], NW: r[3]}, nil
}
