package system

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
)

// Part is one part of the file of an element (一企一档): what one system knows of it and nobody else. The file is put
// together by the grid, which asks each part by itself, so that one that fails or may not be seen hides no other.
type Part struct {
	Name       string // system.noun, unique over all systems
	Title      lang.Text
	Permission string   // needed in the area of the element
	Kinds      []string // of the elements whose file has it

	// Read answers for the one who asks (httpapi.SubjectOf), newest or most urgent first, at most PartRows rows.
	Read func(ctx context.Context, of PartOf) (PartPage, error)
}

// PartRows is how many rows of a part its file shows; the rest is behind PartPage.More.
const PartRows = 50

// PartOf is the element whose file is read, and the elements below it that the caller sees.
type PartOf struct {
	Element register.Element
	Below   []register.Element
}

// IDs are those of the element and of all below it.
func (p PartOf) IDs() []string {
	out := []string{p.Element.ID}
	for _, e := range p.Below {
		out = append(out, e.ID)
	}
	return out
}

// PartPage is what a part has to show.
type PartPage struct {
	Rows  []PartRow `json:"rows" nullable:"false"`
	Total int       `json:"total" doc:"also those that are not in rows; -1 when it is not counted"`
	Open  int       `json:"open" doc:"how many of them want something done"`
	More  string    `json:"more,omitempty" doc:"page that shows the rest"`
}

// PartRow is one line of a part.
type PartRow struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	Text  string        `json:"text,omitempty" doc:"a short fact beside the title"`
	State lang.Text     `json:"state"`
	Tone  string        `json:"tone" enum:",red,orange,yellow,blue,green" doc:"colour of the state; the word always stands beside it"`
	At    clock.Instant `json:"at"`
	Link  string        `json:"link,omitempty" doc:"page that shows it"`
}
