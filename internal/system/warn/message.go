package warn

import (
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"anlan/internal/base/geo"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/register"
)

// senderID is our name in CAP: no blanks, unique in the world. Identifiers of one warning are CASE-N.
const senderID = "yjj@shenyang.anlan"

// alertOf is a version of a publication as a message of CAP.
func alertOf(d Draft, v Version, sent time.Time, before []Version, areas *register.Areas) (cap.Alert, error) {
	expires, err := time.Parse(time.RFC3339, d.Expires)
	if err != nil {
		return cap.Alert{}, fmt.Errorf("expires: %w", err)
	}
	a := cap.Alert{
		Profile: cap.CAP12, Identifier: v.Identifier, Sender: senderID, Sent: sent.In(beijing), Status: d.Status, MsgType: v.MsgType, Scope: "Public",
		References: references(before),
	}
	if d.Source != "" {
		a.Source = d.Source
	}
	urgency := "Expected"
	i := cap.Info{
		Language: "zh-CN", Categories: []string{cap.Category(d.Event)}, Event: cap.EventName(d.Event), EventCodes: cap.EventType(d.Event), Severity: cap.Colour(d.Colour).Severity(), Certainty: "Likely",
		ResponseTypes: []string{"Prepare"}, Effective: sent.In(beijing), Expires: expires.In(beijing), SenderName: sender(d), Headline: d.Headline, Description: d.Description, Instruction: d.Instruction,
		Parameters: []cap.Named{{Name: cap.ColorCode, Value: cap.Colour(d.Colour).Code()}},
	}
	if onset, err := time.Parse(time.RFC3339, d.Onset); err == nil {
		i.Onset = onset.In(beijing)
		if !onset.After(sent) {
			urgency = "Immediate"
		}
	}
	i.Urgency = urgency
	if v.MsgType == "Cancel" {
		i.ResponseTypes = []string{"AllClear"}
	}
	area, err := areaOf(d, areas)
	if err != nil {
		return cap.Alert{}, err
	}
	i.Areas = []cap.Area{area}
	a.Infos = []cap.Info{i}
	return a, nil
}

// references are the messages that this one follows: the last one before, which followed those before it.
func references(before []Version) []cap.Reference {
	if len(before) == 0 {
		return nil
	}
	last := before[len(before)-1]
	sent, err := time.Parse(time.RFC3339, last.Sent)
	if err != nil {
		return nil
	}
	return []cap.Reference{{Sender: senderID, Identifier: last.Identifier, Sent: sent}}
}

// areaOf is the area of a message: the names, the codes filled up to 12 digits, and what was drawn.
func areaOf(d Draft, areas *register.Areas) (cap.Area, error) {
	var names []string
	var out cap.Area
	for _, code := range d.Areas {
		names = append(names, areas.Name(code))
		if strings.Trim(code, "0123456789") == "" && len(code) <= 12 {
			out.Geocodes = append(out.Geocodes, cap.Named{Name: cap.AreaCode, Value: code + strings.Repeat("0", 12-len(code))})
		}
	}
	out.Description = strings.Join(names, "、")
	if d.Polygon == "" {
		return out, nil
	}
	shape, err := drawn(d.Polygon)
	if err != nil {
		return out, err
	}
	for _, polygon := range shape.Polygons() {
		out.Polygons = append(out.Polygons, ring(polygon[0]))
	}
	return out, nil
}

func ring(r orb.Ring) []geo.Point {
	out := make([]geo.Point, len(r))
	for i, p := range r {
		out[i] = geo.Point{Lon: p[0], Lat: p[1]}
	}
	return out
}
