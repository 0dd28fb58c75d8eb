package cap

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/geo"
)

// Feed is an index of alerts as Atom (RFC 4287), with the elements of CAP that tell whether to fetch the whole of one.
type Feed struct {
	ID, Title, Author string
	Self              string // address of the feed
	Updated           time.Time
	Entries           []Entry
}

// Entry is an alert in a feed: its first info speaks for it. Link is the address of the whole CAP file, and its id.
type Entry struct {
	Link               string
	Title, Summary     string
	Updated, Published time.Time
	Alert              Alert
}

// Write writes the feed. Times are those given; nothing depends on when it is written.
func (f Feed) Write() []byte {
	var w writer
	w.WriteString(xml.Header)
	fmt.Fprintf(&w, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap=%q xml:lang="zh-CN">`, Namespace)
	w.text("id", f.ID)
	w.text("title", f.Title)
	w.text("updated", rfc3339(f.Updated))
	w.within("author", func() { w.text("name", f.Author) })
	w.link(`rel="self" type="application/atom+xml"`, f.Self)
	for _, e := range f.Entries {
		w.within("entry", func() { w.entry(e) })
	}
	w.WriteString("</feed>\n")
	return w.Bytes()
}

func rfc3339(t time.Time) string { return t.Format(time.RFC3339) }

func (w *writer) link(attributes, href string) {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(href)) // a Buffer does not fail
	w.WriteString("<link " + attributes + ` href="` + b.String() + `"/>`)
}

func (w *writer) entry(e Entry) {
	w.text("id", e.Link)
	w.text("title", e.Title)
	w.text("updated", rfc3339(e.Updated))
	w.text("published", rfc3339(e.Published))
	w.text("summary", e.Summary)
	w.link(`rel="alternate" type="application/cap+xml"`, e.Link)
	w.text("cap:status", e.Alert.Status)
	w.text("cap:msgType", e.Alert.MsgType)
	i := e.Alert.In("zh")
	if i == nil {
		return
	}
	w.text("cap:event", i.Event)
	w.text("cap:effective", stamp(i.Effective))
	w.text("cap:expires", stamp(i.Expires))
	w.texts("cap:category", i.Categories)
	w.text("cap:urgency", i.Urgency)
	w.text("cap:severity", i.Severity)
	w.text("cap:certainty", i.Certainty)
	for _, a := range i.Areas {
		w.text("cap:areaDesc", a.Description)
		for _, ring := range a.Polygons {
			w.text("cap:polygon", points(ring))
		}
		for _, g := range a.Geocodes {
			w.within("cap:geocode", func() {
				w.text("valueName", g.Name)
				w.text("value", g.Value)
			})
		}
	}
}

func points(ring []geo.Point) string {
	words := make([]string, len(ring))
	for i, p := range ring {
		words[i] = place(p)
	}
	return strings.Join(words, " ")
}
