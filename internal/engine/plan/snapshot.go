package plan

import (
	"anlan/internal/base/calendar"
	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
)

// Snapshot is what the linter asks of the city. Facts is one.
type Snapshot interface {
	// Today is the day of Beijing on which it is asked.
	Today() calendar.Date
	// Holder is who holds a post ("territory/flood/head" of an area or an element), or is on the roster of the area
	// ("roster/leader"); false when nobody does.
	Holder(post, area, element string) (contact string, ok bool)
	// Person is somebody of the directory.
	Person(contact string) (PersonFact, bool)
	// Free is what is free of an item, place by place.
	Free(item string) []HoldingFact
	// Element is a team, vehicle or another thing of the register.
	Element(id string) (ElementFact, bool)
	// Place is where a plan applies: its site, else the middle of its area.
	Place(area, site string) (geo.Point, bool)
}

// PersonFact is what is known of a person. Confirmed is the day on which their number was last answered; zero for never.
type PersonFact struct {
	Name         string
	Area         string
	Account      string // "" for none
	HasPhone     bool
	Left         bool // the account is closed
	Confirmed    calendar.Date
	Certificates map[string]calendar.Date // last day, by kind
}

// HoldingFact is what one place has free of an item.
type HoldingFact struct {
	At     geo.Point
	Amount float64
}

// ElementFact is what is known of an element. Until is the last day of its inspection, licence or agreement; zero where it has
// none. Out says why it cannot be counted on; empty when it can.
type ElementFact struct {
	Kind  string
	Name  string
	Area  string
	At    geo.Point
	Until calendar.Date
	Out   lang.Text
}

// Facts is a snapshot that was read beforehand.
type Facts struct {
	Day      calendar.Date
	Posts    map[string]string // contact, by PostKey
	People   map[string]PersonFact
	Stock    map[string][]HoldingFact
	Elements map[string]ElementFact
	Areas    map[string]geo.Point
}

var _ Snapshot = (*Facts)(nil)

// PostKey is the key of a post in Facts: of an element when there is one, else of an area.
func PostKey(post, area, element string) string {
	if element != "" {
		return element + "|" + post
	}
	return area + "|" + post
}

// Today is the day of the snapshot.
func (f *Facts) Today() calendar.Date { return f.Day }

// Holder finds who holds a post.
func (f *Facts) Holder(post, area, element string) (string, bool) {
	c, ok := f.Posts[PostKey(post, area, element)]
	return c, ok
}

// Person finds somebody.
func (f *Facts) Person(contact string) (PersonFact, bool) {
	p, ok := f.People[contact]
	return p, ok
}

// Free is what is free of an item.
func (f *Facts) Free(item string) []HoldingFact { return f.Stock[item] }

// Element finds an element.
func (f *Facts) Element(id string) (ElementFact, bool) {
	e, ok := f.Elements[id]
	return e, ok
}

// Place is the site, else the middle of the area.
func (f *Facts) Place(area, site string) (geo.Point, bool) {
	if e, ok := f.Elements[site]; ok && site != "" {
		return e.At, true
	}
	p, ok := f.Areas[area]
	return p, ok
}
