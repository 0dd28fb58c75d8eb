package warn

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"anlan/internal/connect/cap"
)

// Criterion is when an event deserves a colour: within Hours (or for at least so long, where it Lasts), a value of at
// least Least or below Most. These are parameters, kept in criteria.csv: the signals of the weather service (CMA order 16 of
// 2007) as they are remembered, to be checked against the text in force before anybody relies on them. Where a draft
// deviates, its author says why.
type Criterion struct {
	Event  string  `json:"event"`
	Colour string  `json:"colour" enum:"red,orange,yellow,blue"`
	Hours  int     `json:"hours"`
	Lasts  bool    `json:"lasts" doc:"for at least so many hours, not within"`
	Least  float64 `json:"least,omitempty"`
	Most   float64 `json:"most,omitempty" doc:"below this value"`
	Unit   string  `json:"unit"`
	Words  string  `json:"words"`
}

//go:embed criteria.csv
var criteriaCSV string

// criteria are those of each event, worst first.
var criteria = must(readCriteria(criteriaCSV))

func must(m map[string][]Criterion, err error) map[string][]Criterion {
	if err != nil {
		panic(err)
	}
	return m
}

func readCriteria(text string) (map[string][]Criterion, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("criteria: %w", err)
	}
	out := map[string][]Criterion{}
	for _, r := range rows[1:] {
		c := Criterion{Event: r[0], Colour: r[1], Lasts: r[3] == "yes", Unit: r[6], Words: r[7]}
		if c.Hours, err = strconv.Atoi(r[2]); err != nil {
			return nil, fmt.Errorf("criteria of %s: %w", c.Event, err)
		}
		for i, into := range map[int]*float64{4: &c.Least, 5: &c.Most} {
			if r[i] == "" {
				continue
			}
			if *into, err = strconv.ParseFloat(r[i], 64); err != nil {
				return nil, fmt.Errorf("criteria of %s: %w", c.Event, err)
			}
		}
		out[c.Event] = append([]Criterion{c}, out[c.Event]...)
	}
	return out, nil
}

// met reports whether what is expected within, or for, some hours meets the criterion.
func (c Criterion) met(hours int, value float64) bool {
	if c.Lasts && hours < c.Hours || !c.Lasts && hours > c.Hours {
		return false
	}
	switch {
	case c.Most > 0:
		return value < c.Most
	case c.Least > 0:
		return value >= c.Least
	}
	return true
}

// deserved is the worst colour whose criterion is met; "" when none is. known is whether the event has criteria at all.
func deserved(event string, hours int, value float64) (colour cap.Colour, known bool) {
	list := criteria[event]
	for _, want := range []cap.Colour{cap.Red, cap.Orange, cap.Yellow, cap.Blue} {
		for _, c := range list {
			if c.Colour == string(want) && c.met(hours, value) {
				return want, true
			}
		}
	}
	return "", len(list) > 0
}
