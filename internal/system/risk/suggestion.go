package risk

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

//go:embed data/suggestions.json
var suggestionFile []byte

// RiskSuggestion is a risk point that enterprises of a sector usually have, with the scores that are proposed for it. All
// are constructed: a start for who knows the plant, and no finding about it.
type RiskSuggestion struct {
	Key       string             `json:"key"`
	Sector    string             `json:"sector" doc:"empty for any sector"`
	Unit      string             `json:"unit"`
	Name      string             `json:"name"`
	Kind      string             `json:"kind" enum:"facility,place,area,activity"`
	Factors   []RiskFactor       `json:"factors" nullable:"false"`
	Accidents []string           `json:"accidents" nullable:"false"`
	Measures  []RiskMeasure      `json:"measures" nullable:"false"`
	Scores    map[string]float64 `json:"scores" doc:"proposed for LEC"`
	Direct    []string           `json:"direct,omitempty"`
}

// suggestions are all of them, read once.
var suggestions = sync.OnceValue(func() []RiskSuggestion {
	var out []RiskSuggestion
	if err := json.Unmarshal(suggestionFile, &out); err != nil {
		panic(err) // a test reads it
	}
	return out
})

func suggestion(key string) (RiskSuggestion, bool) {
	i := slices.IndexFunc(suggestions(), func(g RiskSuggestion) bool { return g.Key == key })
	if i < 0 {
		return RiskSuggestion{}, false
	}
	return suggestions()[i], true
}

// suggestionsFor are those of a sector, then those for any, without the ones that are taken.
func suggestionsFor(sector string, taken map[string]bool) []RiskSuggestion {
	out, rest := []RiskSuggestion{}, []RiskSuggestion{}
	for _, g := range suggestions() {
		switch {
		case taken[g.Key]:
		case g.Sector == "":
			rest = append(rest, g)
		case g.Sector == sector:
			out = append(out, g)
		}
	}
	return append(out, rest...)
}

// form is a suggestion as it would be entered. Who answers is for the enterprise to say.
func (g RiskSuggestion) form() RiskPointForm {
	return RiskPointForm{Unit: g.Unit, Name: g.Name, Kind: g.Kind, Content: RiskContent{
		Factors: g.Factors, Accidents: g.Accidents, Measures: g.Measures, Owners: []RiskOwner{}, Suggestion: g.Key,
	}}
}
