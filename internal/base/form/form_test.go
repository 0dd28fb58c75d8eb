package form_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

type item struct {
	Name string `json:"name" title:"品名|Name"`
}

type sample struct {
	Level string   `json:"level" title:"级别|Level" enum:"I=一级|One;II=二级|Two" list:"1"`
	Note  string   `json:"note,omitempty" title:"备注|Note" format:"text"`
	Count int      `json:"count" title:"数量|Count" min:"0" max:"10" unit:"人"`
	Phone string   `json:"phone,omitempty" title:"电话|Telephone" format:"phone" private:"1"`
	On    string   `json:"on,omitempty" title:"日期|Date" format:"date"`
	At    string   `json:"at,omitempty" title:"时间|Time" format:"date-time"`
	Code  string   `json:"code,omitempty" title:"代号|Code" max:"3"`
	Items []item   `json:"items,omitempty" title:"物品|Items"`
	Words []string `json:"words,omitempty" title:"词|Words"`
}

func (s *sample) Validate() error {
	if s.Level == "I" && s.Count == 0 {
		return fail.Invalid("sample.count", "一级须有人数", "level one needs a count").At("count")
	}
	return nil
}

func TestDecode(t *testing.T) {
	v, err := form.Decode(sample{}, json.RawMessage(`{"level":"II","count":3,"at":"2026-02-28T09:00:00+08:00","code":"三个字","items":[{"name":"沙袋"}]}`), "")
	require.NoError(t, err)
	require.Equal(t, &sample{Level: "II", Count: 3, At: "2026-02-28T09:00:00+08:00", Code: "三个字", Items: []item{{"沙袋"}}}, v)
	for body, field := range map[string]string{
		``:                                 "level",
		`{`:                                "",
		`[]`:                               "",
		`{"level":"II","count":3} {}`:      "",
		`{"level":"IV","count":3}`:         "level",
		`{"level":"II","count":11}`:        "count",
		`{"level":"II","count":-1}`:        "count",
		`{"level":"II","count":"3"}`:       "count",
		`{"level":"I","count":0}`:          "count",
		`{"level":"II","phone":"call me"}`: "phone",
		`{"level":"II","on":"2026-02-30"}`: "on",
		`{"level":"II","at":"2026-02-28"}`: "at",
		`{"level":"II","code":"四个字长"}`:     "code",
		`{"level":"II","items":[{}]}`:      "items.0.name",
		`{"level":"II","words":["a",""]}`:  "words.1",
		`{"level":"II","stage":"closed"}`:  "stage",
		`{"level":"II","count":1e400}`:     "count",
	} {
		_, err := form.Decode(sample{}, json.RawMessage(body), "")
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), body)
		require.Equal(t, field, fail.As(err).Field, body)
	}
}

func TestSchemaFollowsFromTheStruct(t *testing.T) {
	b, err := json.Marshal(form.Schema(sample{}))
	require.NoError(t, err)
	for _, want := range []string{`"enum":["I","II"]`, `"x-unit":"人"`, `"maximum":10`, `"required":["level","count"]`, `"x-order":["level","note","count","phone","on","at","code","items","words"]`, `"x-private":true`, `"maxLength":3`} {
		require.Contains(t, string(b), want)
	}
	require.Empty(t, form.Faults(sample{}))
	require.Equal(t, []string{"bare.X"}, form.Faults(bare{}))
	require.Equal(t, []string{"phone"}, form.Private(sample{}))
	require.Equal(t, []form.Choice{{"I", lang.T("一级", "One")}, {"II", lang.T("二级", "Two")}}, form.Choices(sample{}, "level"))
	require.Empty(t, form.Choices(sample{}, "note"))
	require.Equal(t, "level", form.Columns(sample{})[0].Field)
}

type bare struct{ X int }
