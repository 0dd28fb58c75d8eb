package cap

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/geo"
)

// Marshal writes an alert as CAP 1.2, in UTF-8. What it writes Parse reads back as the same alert; so it fails, with
// Parse's error, for an alert that breaks a rule. A national alert is written in the words of CAP, without SenderCode and
// Channels, for which CAP has no place.
func Marshal(a Alert) ([]byte, error) {
	var w writer
	w.WriteString(xml.Header)
	fmt.Fprintf(&w, "<alert xmlns=%q>", Namespace)
	w.alert(a)
	w.WriteString("</alert>\n")
	if _, err := Parse(w.Bytes()); err != nil {
		return nil, fmt.Errorf("write alert %s: %w", a.Identifier, err)
	}
	return w.Bytes(), nil
}

type writer struct{ bytes.Buffer }

// text writes an element, or nothing for nothing.
func (w *writer) text(name, v string) {
	if v == "" {
		return
	}
	w.WriteString("<" + name + ">")
	_ = xml.EscapeText(w, []byte(v)) // a Buffer does not fail
	w.WriteString("</" + name + ">")
}

func (w *writer) texts(name string, list []string) {
	for _, v := range list {
		w.text(name, v)
	}
}

func (w *writer) within(name string, inside func()) {
	w.WriteString("<" + name + ">")
	inside()
	w.WriteString("</" + name + ">")
}

func (w *writer) pairs(name string, list []Named) {
	for _, n := range list {
		w.within(name, func() {
			w.text("valueName", n.Name)
			w.within("value", func() { _ = xml.EscapeText(w, []byte(n.Value)) })
		})
	}
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	s := at.Format("2006-01-02T15:04:05-07:00")
	if zulu, ok := strings.CutSuffix(s, "+00:00"); ok {
		return zulu + "-00:00"
	}
	return s
}

func (w *writer) alert(a Alert) {
	w.text("identifier", a.Identifier)
	w.text("sender", a.Sender)
	w.text("sent", stamp(a.Sent))
	w.text("status", a.Status)
	w.text("msgType", a.MsgType)
	w.text("source", a.Source)
	w.text("scope", a.Scope)
	w.text("restriction", a.Restriction)
	w.text("addresses", quoted(a.Addresses))
	w.texts("code", a.Codes)
	w.text("note", a.Note)
	references := make([]string, len(a.References))
	for i, r := range a.References {
		references[i] = r.Sender + "," + r.Identifier + "," + stamp(r.Sent)
	}
	w.text("references", strings.Join(references, " "))
	w.text("incidents", quoted(a.Incidents))
	for _, i := range a.Infos {
		w.within("info", func() { w.info(i) })
	}
}

func quoted(list []string) string {
	words := make([]string, len(list))
	for i, word := range list {
		if words[i] = word; strings.ContainsAny(word, " \t\r\n") {
			words[i] = `"` + word + `"`
		}
	}
	return strings.Join(words, " ")
}

func (w *writer) info(i Info) {
	w.text("language", i.Language)
	w.texts("category", i.Categories)
	w.text("event", i.Event)
	w.texts("responseType", i.ResponseTypes)
	w.text("urgency", i.Urgency)
	w.text("severity", i.Severity)
	w.text("certainty", i.Certainty)
	w.text("audience", i.Audience)
	w.pairs("eventCode", i.EventCodes)
	w.text("effective", stamp(i.Effective))
	w.text("onset", stamp(i.Onset))
	w.text("expires", stamp(i.Expires))
	w.text("senderName", i.SenderName)
	w.text("headline", i.Headline)
	w.text("description", i.Description)
	w.text("instruction", i.Instruction)
	w.text("web", i.Web)
	w.text("contact", i.Contact)
	w.pairs("parameter", i.Parameters)
	for _, r := range i.Resources {
		w.within("resource", func() {
			w.text("resourceDesc", r.Description)
			w.text("mimeType", r.MimeType)
			if r.Size != 0 {
				w.text("size", strconv.FormatInt(r.Size, 10))
			}
			w.text("uri", r.URI)
			w.text("derefUri", r.DerefURI)
			w.text("digest", r.Digest)
		})
	}
	for _, a := range i.Areas {
		w.within("area", func() { w.area(a) })
	}
}

func (w *writer) area(a Area) {
	w.text("areaDesc", a.Description)
	for _, ring := range a.Polygons {
		points := make([]string, len(ring))
		for i, p := range ring {
			points[i] = place(p)
		}
		w.text("polygon", strings.Join(points, " "))
	}
	for _, c := range a.Circles {
		w.text("circle", place(c.Center)+" "+number(c.Radius))
	}
	w.pairs("geocode", a.Geocodes)
	if a.Altitude != nil {
		w.text("altitude", number(*a.Altitude))
	}
	if a.Ceiling != nil {
		w.text("ceiling", number(*a.Ceiling))
	}
}

func place(p geo.Point) string { return number(p.Lat) + "," + number(p.Lon) }

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
