package warn

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"strings"

	"anlan/internal/connect/cap"
)

// template is the wording for an event type, its instruction by colour ("" for any). An empty event stands for all that
// have none of their own.
type template struct {
	Event       string            `json:"event"`
	Description string            `json:"description"`
	Instruction map[string]string `json:"instruction"`
}

//go:embed templates.json
var templatesJSON []byte

var templates = func() (list []template) {
	if err := json.Unmarshal(templatesJSON, &list); err != nil {
		panic(err)
	}
	return list
}()

// Wording is a text drafted by template; what is not known yet stays in braces, and is refused at publishing.
type Wording struct {
	Headline    string `json:"headline"`
	Description string `json:"description"`
	Instruction string `json:"instruction"`
}

// wording drafts the texts of a warning.
func wording(d Draft, name func(code string) string) Wording {
	t := templates[len(templates)-1]
	for _, one := range templates {
		if one.Event == d.Event {
			t = one
		}
	}
	areas := make([]string, len(d.Areas))
	for i, code := range d.Areas {
		areas[i] = name(code)
	}
	fill := []string{"{event}", cap.EventName(d.Event)}
	if len(areas) > 0 {
		fill = append(fill, "{areas}", strings.Join(areas, "、"))
	}
	if d.Hours > 0 {
		fill = append(fill, "{hours}", strconv.Itoa(d.Hours))
	}
	if d.Value != 0 {
		fill = append(fill, "{value}", strconv.FormatFloat(d.Value, 'f', -1, 64))
	}
	r := strings.NewReplacer(fill...)
	instruction, ok := t.Instruction[d.Colour]
	if !ok {
		instruction = t.Instruction[""]
	}
	c := cap.Colour(d.Colour)
	return Wording{
		Headline:    sender(d) + "发布" + cap.EventName(d.Event) + c.Word() + "预警[" + c.Level() + "]",
		Description: r.Replace(t.Description), Instruction: r.Replace(instruction),
	}
}
