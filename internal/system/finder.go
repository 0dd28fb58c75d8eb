package system

import (
	"context"

	"anlan/internal/base/lang"
)

// Finder is how a system lets its own things be found by the search box of the map: points, incidents. Those who hold
// Permission ask it; Find looks up their scope (httpapi.SubjectOf) and returns what they may see, best first, at most limit
// and within some milliseconds.
type Finder struct {
	Name       string // system.noun
	Title      lang.Text
	Permission string
	Find       func(ctx context.Context, q string, limit int) ([]FoundThing, error)
}

// FoundThing is something that a Finder found. Link is its page in the web client; Lon and Lat are WGS 84 degrees, both 0
// for no place.
type FoundThing struct {
	ID    string  `json:"id"`
	Title string  `json:"title"`
	Note  string  `json:"note"`
	Link  string  `json:"link"`
	Lon   float64 `json:"lon"`
	Lat   float64 `json:"lat"`
}
