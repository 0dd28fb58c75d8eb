package warn

import (
	"encoding/json"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
	"anlan/internal/connect/cap"
)

// Why a warning ended.
const (
	superseded = "superseded" // by an update
	cancelled  = "cancelled"
	expired    = "expired"
)

// endedWhy are the reasons as shown.
var endedWhy = map[string]lang.Text{
	superseded: lang.T("已被更新", "replaced"), cancelled: lang.T("已解除", "cancelled"), expired: lang.T("已到期", "expired"),
}

// validity is how long a warning without an end of its own counts, from when we received it. CAP 1.2 §3.2.2 leaves this to
// the recipient.
const validity = 24 * time.Hour

// Warning is a message of another office that people must know of. Codes are the areas that it covers, each a district
// or smaller, or the whole city; Area is what they have in common. Expires is never empty: see validity.
type Warning struct {
	ID           string        `bun:"id" json:"id"`
	Identifier   string        `bun:"identifier" json:"identifier"`
	Sender       string        `bun:"sender" json:"sender"`
	SenderCode   string        `bun:"sender_code" json:"sender_code" doc:"national messages: 14 digits"`
	SenderName   string        `bun:"sender_name" json:"sender_name"`
	Sent         clock.Instant `bun:"sent" json:"sent"`
	Profile      string        `bun:"profile" json:"profile" enum:"cap-1.2,gbt-35965.1"`
	Status       string        `bun:"status" json:"status" enum:"Actual,Exercise,System,Test" doc:"all but Actual must be shown as what they are"`
	MsgType      string        `bun:"msg_type" json:"msg_type" enum:"Alert,Update,Cancel"`
	Colour       string        `bun:"colour" json:"colour" enum:"red,orange,yellow,blue,"`
	ColourText   lang.Text     `bun:"-" json:"colour_text"`
	Event        string        `bun:"event" json:"event"`
	Headline     string        `bun:"headline" json:"headline"`
	Description  string        `bun:"description" json:"description"`
	Instruction  string        `bun:"instruction" json:"instruction"`
	Effective    clock.Instant `bun:"effective" json:"effective"`
	Onset        clock.Instant `bun:"onset" json:"onset"`
	Expires      clock.Instant `bun:"expires" json:"expires"`
	Areas        []string      `bun:"-" json:"areas" nullable:"false" doc:"in the sender's words"`
	Area         string        `bun:"area" json:"area"`
	AreaName     string        `bun:"-" json:"area_name"`
	Codes        []string      `bun:"-" json:"codes" nullable:"false" doc:"codes of the areas covered"`
	Polygons     *cap.Geometry `bun:"-" json:"polygons" doc:"GeoJSON, longitude first; null when the message names areas only"`
	ReceivedAt   clock.Instant `bun:"received_at" json:"received_at"`
	ReceivedName string        `bun:"received_name" json:"received_by"`
	Active       bool          `bun:"-" json:"active" doc:"neither over nor replaced nor cancelled"`
	EndedAt      clock.Instant `bun:"ended_at" json:"ended_at"`
	EndedWhy     string        `bun:"ended_why" json:"ended_why" enum:"superseded,cancelled,expired,"`
	EndedText    lang.Text     `bun:"-" json:"ended_text" doc:"ended_why as shown"`
	EndedBy      string        `bun:"ended_by" json:"ended_by" doc:"the message that replaced or cancelled it"`

	ReceivedBy string `bun:"received_by" json:"-"`
	AreasJSON  string `bun:"areas" json:"-"`
	Geometry   string `bun:"geometry" json:"-"`
	Message    string `bun:"message" json:"-"`
}

const warningColumns = `id, identifier, sender, sender_code, sender_name, sent, profile, status, msg_type, colour, event, headline, description, instruction,
	effective, onset, expires, areas, area, geometry, received_at, received_by, received_name, ended_at, ended_why, ended_by`

// compose makes a warning of a message: texts from the info in Chinese, else the first; the colour is the worst and the
// shapes are those of all infos.
func compose(a cap.Alert, now clock.Instant) (Warning, error) {
	w := Warning{
		Identifier: a.Identifier, Sender: a.Sender, SenderCode: a.SenderCode, Sent: clock.At(a.Sent), Profile: string(a.Profile), Status: a.Status, MsgType: a.MsgType,
		Colour: string(a.Colour()), ReceivedAt: now, Effective: clock.At(a.Sent), Areas: []string{},
	}
	if i := a.In("zh"); i != nil {
		w.Event, w.Headline, w.Description, w.Instruction, w.SenderName = i.Event, i.Headline, i.Description, i.Instruction, i.SenderName
		w.Onset = clock.At(i.Onset)
		if !i.Effective.IsZero() {
			w.Effective = clock.At(i.Effective)
		}
		for _, area := range i.Areas {
			w.Areas = append(w.Areas, area.Description)
		}
	}
	if w.Headline == "" {
		w.Headline = strings.TrimSpace(w.Event + " " + strings.Join(w.Areas, "、"))
	}
	for _, i := range a.Infos { // the message stands until the last of its infos is over
		if end := clock.At(i.Expires); end.After(w.Expires.Time) {
			w.Expires = end
		}
	}
	if w.Expires.IsZero() {
		w.Expires = clock.At(now.Add(validity))
	}
	w.Polygons = shapes(a.Infos)
	return w, w.pack(a)
}

// shapes are the polygons of all infos, each once: infos in several languages repeat them.
func shapes(infos []cap.Info) *cap.Geometry {
	var all *cap.Geometry
	seen := map[string]bool{}
	for _, i := range infos {
		g := i.Geometry()
		if g == nil {
			continue
		}
		if all == nil {
			all = &cap.Geometry{Type: g.Type}
		}
		for _, polygon := range g.Coordinates {
			if key, err := json.Marshal(polygon); err == nil && !seen[string(key)] {
				seen[string(key)] = true
				all.Coordinates = append(all.Coordinates, polygon)
			}
		}
	}
	return all
}

// pack writes what is stored as JSON.
func (w *Warning) pack(a cap.Alert) error {
	message, err := json.Marshal(a)
	if err != nil {
		return err
	}
	areas, err := json.Marshal(w.Areas)
	if err != nil {
		return err
	}
	w.Message, w.AreasJSON = string(message), string(areas)
	if w.Polygons != nil {
		geometry, err := json.Marshal(w.Polygons)
		if err != nil {
			return err
		}
		w.Geometry = string(geometry)
	}
	return nil
}

// unpack fills in what is not a column.
func (w *Warning) unpack(now time.Time, name func(code string) string) error {
	if err := json.Unmarshal([]byte(w.AreasJSON), &w.Areas); err != nil {
		return err
	}
	if w.Geometry != "" {
		if err := json.Unmarshal([]byte(w.Geometry), &w.Polygons); err != nil {
			return err
		}
	}
	w.ColourText = cap.Colour(w.Colour).Text()
	w.AreaName, w.EndedText = name(w.Area), endedWhy[w.EndedWhy]
	w.Active = w.EndedAt.IsZero() && w.Expires.After(now) && w.MsgType != "Cancel"
	return nil
}

// shape is the geometry as base/geo knows it; empty when there is none.
func (w *Warning) shape() (geo.Shape, error) {
	if w.Geometry == "" {
		return geo.Shape{}, nil
	}
	return geo.ParseShape([]byte(w.Geometry))
}

// Notice is the data of the events: enough to show that there is something; the polygons may be large and are read from
// the API.
type Notice struct {
	ID       string        `json:"id"`
	Headline string        `json:"headline"`
	Colour   string        `json:"colour"`
	Event    string        `json:"event"`
	Status   string        `json:"status"`
	MsgType  string        `json:"msg_type"`
	Area     string        `json:"area"`
	Expires  clock.Instant `json:"expires"`
	EndedWhy string        `json:"ended_why,omitempty"`
}

func (w *Warning) notice() Notice {
	return Notice{ID: w.ID, Headline: cut(w.Headline), Colour: w.Colour, Event: cut(w.Event), Status: w.Status, MsgType: w.MsgType, Area: w.Area, Expires: w.Expires, EndedWhy: w.EndedWhy}
}

// cut keeps a sender's text short enough for an event.
func cut(text string) string {
	if r := []rune(text); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return text
}
