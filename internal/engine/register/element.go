// Package register is what is in the city: areas, and elements of every kind with place, risk level and typed attributes.
//
// A kind is one Go struct (kinds_….go); JSON schema, list columns and map layer follow from it. Elements and areas live in
// SQL with a history of versions; each change goes in one transaction with its journal entry and the event
// ElementChanged. An in-memory Index, fed from SQL at the start and by that event afterwards, answers what is near,
// inside and on a tile, and finds names. Every question takes the scope of the one who asks. The register does not
// grade risk, decides no permission and serves no HTTP.
package register

import (
	"encoding/json"

	"anlan/internal/base/clock"
)

// Risk is a level of the four-colour scale (红橙黄蓝). The word always stands beside the colour.
type Risk string

// The four levels; "" is not graded.
const (
	Red    Risk = "red"    // 重大风险
	Orange Risk = "orange" // 较大风险
	Yellow Risk = "yellow" // 一般风险
	Blue   Risk = "blue"   // 低风险
)

// Rank orders levels from worst (0) to not graded (4).
func (r Risk) Rank() uint8 {
	switch r {
	case Red:
		return 0
	case Orange:
		return 1
	case Yellow:
		return 2
	case Blue:
		return 3
	}
	return 4
}

// Valid reports whether r is one of the four levels or not graded.
func (r Risk) Valid() bool { return r == "" || r.Rank() < 4 }

// Element is one thing of the city. Area is the code of the smallest area known to hold it; Lon and Lat are WGS 84
// degrees, on the shape or beside it; Shape is a line or an area as GeoJSON, empty when only the point is known; Parent is the id of the element above it (the enterprise of a hazard source); Version counts changes from 1;
// Demo marks constructed data.
type Element struct {
	ID        string          `bun:"id" json:"id"`
	Kind      string          `bun:"kind" json:"kind"`
	Name      string          `bun:"name" json:"name"`
	Area      string          `bun:"area" json:"area"`
	Lon       float64         `bun:"lon" json:"lon"`
	Lat       float64         `bun:"lat" json:"lat"`
	Risk      Risk            `bun:"risk" json:"risk" enum:",red,orange,yellow,blue"`
	Address   string          `bun:"address" json:"address"`
	Shape     json.RawMessage `bun:"shape" json:"shape,omitempty" doc:"GeoJSON geometry, where the kind has one and it is known"`
	Attrs     json.RawMessage `bun:"attrs" json:"attrs"`
	Parent    string          `bun:"parent" json:"parent"`
	Version   int64           `bun:"version" json:"version"`
	UpdatedAt clock.Instant   `bun:"updated_at" json:"updated_at"`
	Demo      bool            `bun:"demo" json:"demo"`
}
