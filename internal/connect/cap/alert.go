// Package cap reads and writes warnings: the Common Alerting Protocol 1.2 of OASIS, and the messages of the Chinese
// national warning release system (GB/T 35965.1-2018), which look like it but are not it.
//
// Parse takes untrusted XML. Before any of it is parsed it refuses what XML can be abused with: document types,
// entities, processing instructions, other encodings than UTF-8, size, depth. Then it checks everything that the
// standard demands, and names each fault with the element and its value in both languages. Both profiles become one
// Alert, in the words of CAP; a national message is known by having no namespace and a sendTime. Marshal writes CAP
// 1.2. The order of elements and empty optional ones are not held against a sender.
//
// Coordinates, latitude first on the wire, are longitude and latitude in degrees here. Signatures are passed over
// unchecked; nothing that an alert points to is fetched. National messages are read by the one published sample and what
// is known of the standard: elements that are not known there are passed over too.
package cap

import (
	"strings"
	"time"

	"anlan/internal/base/geo"
)

// Namespace is that of CAP 1.2.
const Namespace = "urn:oasis:names:tc:emergency:cap:1.2"

// Profile is what an alert was written in.
type Profile string

// The profiles.
const (
	CAP12    Profile = "cap-1.2"
	National Profile = "gbt-35965.1"
)

// Alert is a warning message. Texts are without blanks at their ends. Times keep the offset they were written with.
type Alert struct {
	Profile     Profile     `json:"profile"`
	Identifier  string      `json:"identifier"`
	Sender      string      `json:"sender"`
	SenderCode  string      `json:"sender_code,omitempty"` // national: 14 digits
	Sent        time.Time   `json:"sent"`
	Status      string      `json:"status"`   // Actual Exercise System Test Draft
	MsgType     string      `json:"msg_type"` // Alert Update Cancel Ack Error
	Source      string      `json:"source,omitempty"`
	Scope       string      `json:"scope"` // Public Restricted Private
	Restriction string      `json:"restriction,omitempty"`
	Addresses   []string    `json:"addresses,omitempty"`
	Codes       []string    `json:"codes,omitempty"`
	Note        string      `json:"note,omitempty"`
	References  []Reference `json:"references,omitempty"` // the messages that this one updates, cancels or answers
	Incidents   []string    `json:"incidents,omitempty"`
	Channels    []Channel   `json:"channels,omitempty"` // national: ready texts by channel; not written by Marshal
	Infos       []Info      `json:"infos"`
}

// Reference names an earlier message. Sent is zero when a national identifier does not hold a time.
type Reference struct {
	Sender     string    `json:"sender"`
	Identifier string    `json:"identifier"`
	Sent       time.Time `json:"sent"`
}

// Channel is the text for one way of publishing.
type Channel struct {
	Name    string `json:"name"` // SMS WEB SPEAKER …
	Message string `json:"message"`
}

// Info says what is expected, in one language or for one event. Times that were not given are zero.
type Info struct {
	Language      string     `json:"language"` // en-US when not given, as the standard says; national zh-CN
	Categories    []string   `json:"categories"`
	Event         string     `json:"event"`
	EventType     string     `json:"event_type,omitempty"` // national: 5 characters, also among EventCodes
	ResponseTypes []string   `json:"response_types,omitempty"`
	Urgency       string     `json:"urgency"`   // Immediate Expected Future Past Unknown
	Severity      string     `json:"severity"`  // Extreme Severe Moderate Minor Unknown
	Certainty     string     `json:"certainty"` // Observed Likely Possible Unlikely Unknown
	Audience      string     `json:"audience,omitempty"`
	EventCodes    []Named    `json:"event_codes,omitempty"`
	Effective     time.Time  `json:"effective"`
	Onset         time.Time  `json:"onset"`
	Expires       time.Time  `json:"expires"`
	SenderName    string     `json:"sender_name,omitempty"`
	Headline      string     `json:"headline,omitempty"`
	Description   string     `json:"description,omitempty"`
	Instruction   string     `json:"instruction,omitempty"`
	Web           string     `json:"web,omitempty"` // http, https, ftp or mailto; never a script
	Contact       string     `json:"contact,omitempty"`
	Parameters    []Named    `json:"parameters,omitempty"`
	Resources     []Resource `json:"resources,omitempty"`
	Areas         []Area     `json:"areas,omitempty"`
}

// Named is a value under a name that the sender's community knows.
type Named struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Resource is a file beside the text. URI and DerefURI (the file itself in base64) come from the sender unchecked, but for
// the scheme of URI.
type Resource struct {
	Description string `json:"description"`
	MimeType    string `json:"mime_type"`
	Size        int64  `json:"size,omitempty"` // bytes, 0 when not given
	URI         string `json:"uri,omitempty"`
	DerefURI    string `json:"deref_uri,omitempty"`
	Digest      string `json:"digest,omitempty"` // SHA-1, 40 hex digits
}

// Area is where. It is the union of its polygons, circles and geocodes.
type Area struct {
	Description string        `json:"description"`
	Polygons    [][]geo.Point `json:"polygons,omitempty"` // closed rings of 4 points or more
	Circles     []Circle      `json:"circles,omitempty"`
	Geocodes    []Named       `json:"geocodes,omitempty"`
	Altitude    *float64      `json:"altitude,omitempty"` // feet above sea level, as on the wire
	Ceiling     *float64      `json:"ceiling,omitempty"`
}

// Circle is a place and the kilometres around it.
type Circle struct {
	Center geo.Point `json:"center"`
	Radius float64   `json:"radius_km"`
}

// AreaCode is the name of geocodes that are Chinese area codes (GB/T 2260 and its extension to 12 digits).
const AreaCode = "GB/T 2260"

// In is the info that suits a reader's language ("zh", "zh-CN", "en"): the same tag, else the same language, else the
// first. It is nil when the alert has none.
func (a Alert) In(language string) *Info {
	var best *Info
	most := -1
	for i := range a.Infos {
		n := 0
		switch have := a.Infos[i].Language; {
		case strings.EqualFold(have, language):
			n = 2
		case strings.EqualFold(primary(have), primary(language)):
			n = 1
		}
		if n > most {
			best, most = &a.Infos[i], n
		}
	}
	return best
}

func primary(tag string) string {
	s, _, _ := strings.Cut(tag, "-")
	return s
}

// AreaCodes are the Chinese area codes of all areas.
func (i Info) AreaCodes() []string {
	var codes []string
	for _, a := range i.Areas {
		for _, g := range a.Geocodes {
			if g.Name == AreaCode {
				codes = append(codes, g.Value)
			}
		}
	}
	return codes
}

func named(list []Named, name string) string {
	for _, n := range list {
		if strings.EqualFold(n.Name, name) {
			return n.Value
		}
	}
	return ""
}
