package form_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

type colour string

func (colour) Choices() []form.Choice {
	return []form.Choice{{Key: "red", Title: lang.T("红", "Red")}, {Key: "blue", Title: lang.T("蓝", "Blue")}}
}

type gauge struct {
	Warn   float64  `json:"warn" title:"警戒|Warn" filter:"1" unit:"m"`
	Act    float64  `json:"act,omitempty" title:"保证|Act" from:"warn" min:"1"`
	Since  string   `json:"since,omitempty" title:"始|Since" format:"date" filter:"1"`
	Until  string   `json:"until,omitempty" title:"止|Until" format:"date" from:"since"`
	Broken bool     `json:"broken" title:"故障|Broken" filter:"1"`
	Why    string   `json:"why,omitempty" title:"原因|Why" needed:"broken=true"`
	Main   colour   `json:"main,omitempty" title:"主色|Main" filter:"1"`
	Others []colour `json:"others,omitempty" title:"他色|Others"`
	Note   string   `json:"note,omitempty" title:"备注|Note" needed:"main=red"`
}

func TestWhatIsSaidAcrossFields(t *testing.T) {
	for body, want := range map[string]struct{ field, code string }{
		`{"warn":3}`:           {},
		`{"warn":3,"act":3}`:   {},
		`{"warn":3,"act":2.9}`: {"x.act", "form.order"},
		`{"since":"2026-02-01","until":"2026-01-31"}`: {"x.until", "form.order"},
		`{"until":"2026-01-31"}`:                      {},
		`{"broken":true}`:                             {"x.why", "form.needed"},
		`{"broken":true,"why":"冻"}`:                   {},
		`{"main":"red"}`:                              {"x.note", "form.needed"},
		`{"main":"green"}`:                            {"x.main", "form.value"},
		`{"main":"blue","others":["red","blue"]}`:     {},
		`{"others":["green"]}`:                        {"x.others.0", "form.value"},
	} {
		_, err := form.Decode(gauge{}, json.RawMessage(body), "x")
		if want.field == "" {
			require.NoError(t, err, body)
			continue
		}
		require.Equal(t, want.field, fail.As(err).Field, body)
		require.Equal(t, want.code, fail.As(err).Code, body)
	}
	_, err := form.Decode(gauge{}, json.RawMessage(`{"main":"red"}`), "")
	require.Contains(t, err.Error(), "Note is missing (Main: Red)")
}

func TestFiltersAndFieldsAreDescribed(t *testing.T) {
	require.Empty(t, form.Faults(gauge{}))
	filters := form.Filters(gauge{})
	sorts := []string{}
	for _, f := range filters {
		sorts = append(sorts, f.Field+" "+f.Sort)
	}
	require.Equal(t, []string{"warn number", "since date", "broken switch", "main enum"}, sorts)
	require.Equal(t, "red", filters[3].Choices[0].Key)
	fields := form.Fields(gauge{})
	require.Equal(t, "warn", fields[1].From)
	require.Equal(t, "broken=true", fields[5].Needed)
	require.Equal(t, "list", fields[7].Sort)
	require.Len(t, fields[7].Choices, 2)
	b, err := json.Marshal(form.Schema(gauge{}))
	require.NoError(t, err)
	require.Contains(t, string(b), `"items":{"enum":["red","blue"]`)
	require.Contains(t, string(b), `"x-from":"warn"`)
	require.Contains(t, string(b), `"x-needed":"broken=true"`)
}

type wrong struct {
	A string  `json:"a" title:"甲|A" filter:"1"`
	B float64 `json:"b" title:"乙|B" from:"a"`
	C string  `json:"c" title:"丙|C" needed:"a=x"`
	D string  `json:"d,omitempty" title:"丁|D" needed:"z=x"`
}

func TestFaultsAcrossFieldsAreFound(t *testing.T) {
	require.Equal(t, []string{"wrong.A filter", "wrong.B from a", "wrong.C needed a=x", "wrong.D needed z=x"}, form.Faults(wrong{}))
}
