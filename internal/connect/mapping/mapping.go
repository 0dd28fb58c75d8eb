// Package mapping turns what another office's system says into rows of ours, by a declaration and without a program.
//
// A Mapping names the format (JSON, CSV, XML), where the records are, and for each field of ours where its value stands in
// a record, in which unit, and by which list of codes it is translated. Evaluate is pure: bytes and the present time in,
// rows out. Each row says for itself what is wrong with it; one bad record holds up no other. A value that cannot be (a
// time ahead of ours, a number outside its range) is a Lie: the row or the field is refused, and who asks can tell that
// the source is not to be trusted.
//
// Paths are names with dots between, numbers for places in a list ("geometry.coordinates.0"); a name that holds dots itself
// is found as a whole ("@iot.id"). In XML an attribute is "@name", the text of an element with attributes "#text", and an
// element as it was written "#xml". The package evaluates no expressions and knows no element, point or table.
package mapping

import (
	"time"

	"anlan/internal/base/geo"
	"anlan/internal/base/lang"
)

// Targets: what a record becomes.
const (
	Observation = "observation" // values of points
	Element     = "element"     // an element of the register
	Event       = "event"       // something that happened
	Warning     = "warning"     // a CAP message, handed on as it is
)

// Forms in which times come.
const (
	RFC3339   = "rfc3339"
	Unix      = "unix"    // seconds
	UnixMilli = "unix-ms" // milliseconds
	Local     = "local"   // 2006-01-02 15:04:05 and its like, in China Standard Time
)

// Limits of one page.
const (
	MaxRecords = 5000
	MaxBytes   = 8 << 20
	maxFields  = 100
	maxDepth   = 64
	ahead      = 5 * time.Minute // how far a record may be ahead of our clock
)

// Mapping is the declaration.
type Mapping struct {
	Format  string      `json:"format" enum:"json,csv,xml"`
	Records string      `json:"records,omitempty" maxLength:"200" doc:"path of the list of records; empty: the whole (JSON), the rows (CSV)"`
	Target  string      `json:"target" enum:"observation,element,event,warning"`
	Kind    string      `json:"kind,omitempty" maxLength:"64" doc:"kind of the elements made"`
	CRS     geo.System  `json:"crs,omitempty" enum:",wgs84,cgcs2000,gcj02,bd09,gk3-123,gk3-zone" doc:"in which coordinates come; empty is wgs84"`
	Times   string      `json:"times,omitempty" enum:",rfc3339,unix,unix-ms,local" doc:"form of times; empty is rfc3339"`
	Next    string      `json:"next,omitempty" maxLength:"200" doc:"path of the cursor or of the address of the next page"`
	Backlog string      `json:"backlog,omitempty" maxLength:"200" doc:"path of the number of records that the source still holds for us"`
	Fields  []FieldRule `json:"fields" nullable:"false" maxItems:"100"`
}

// FieldRule says where one value of ours comes from. From is a path in the record; Value stands in its place when it is the
// same for all. Numbers become x·Factor+Add (Factor 0 counts as 1) and must lie from Min to Max. Codes translate text, "*"
// stands for all that are not listed. As forces a type for attributes of elements.
type FieldRule struct {
	To       string            `json:"to" minLength:"1" maxLength:"100"`
	From     string            `json:"from,omitempty" maxLength:"200"`
	Value    string            `json:"value,omitempty" maxLength:"500"`
	As       string            `json:"as,omitempty" enum:",text,number,bool"`
	Factor   float64           `json:"factor,omitempty"`
	Add      float64           `json:"add,omitempty"`
	Min      *float64          `json:"min,omitempty"`
	Max      *float64          `json:"max,omitempty"`
	Codes    map[string]string `json:"codes,omitempty"`
	Required bool              `json:"required,omitempty"`
}

// RecordFault is what is wrong with one field of one record.
type RecordFault struct {
	Row    int       `json:"row" doc:"number of the record, from 1"`
	Field  string    `json:"field"`
	Text   lang.Text `json:"text"`
	Sample string    `json:"sample,omitempty"`
	Lie    bool      `json:"lie,omitempty" doc:"a value that cannot be"`
}

// MappedRow is one record as ours. Fields are text, numbers and truth values by the names of the target; At is the record's own
// time, zero without one. Skip says that a required field is missing or wrong, so that the row cannot be used.
type MappedRow struct {
	N      int            `json:"n"`
	Key    string         `json:"key"`
	At     *time.Time     `json:"at,omitempty"`
	Fields map[string]any `json:"fields"`
	Faults []RecordFault  `json:"faults" nullable:"false"`
	Skip   bool           `json:"skip,omitempty"`
}

// Text is a field of text, "" without it.
func (r MappedRow) Text(name string) string {
	s, _ := r.Fields[name].(string)
	return s
}

// Number is a number.
func (r MappedRow) Number(name string) (float64, bool) {
	x, ok := r.Fields[name].(float64)
	return x, ok
}

// Result is one page. Backlog is -1 when the source does not tell. Unmapped are paths of the first records that no field
// reads.
type Result struct {
	Rows     []MappedRow `json:"rows" nullable:"false"`
	Next     string      `json:"next,omitempty"`
	Backlog  int64       `json:"backlog"`
	Unmapped []string    `json:"unmapped" nullable:"false"`
}

// Newest is the latest time of all rows that can be used, zero without one.
func (r Result) Newest() (newest time.Time) {
	for _, row := range r.Rows {
		if row.At != nil && !row.Skip && row.At.After(newest) {
			newest = *row.At
		}
	}
	return newest
}

// Lies counts values that cannot be.
func (r Result) Lies() (n int) {
	for _, row := range r.Rows {
		for _, f := range row.Faults {
			if f.Lie {
				n++
			}
		}
	}
	return n
}
