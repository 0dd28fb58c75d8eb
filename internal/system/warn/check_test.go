package warn

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/identity"
	"anlan/internal/connect/cap"
	"anlan/internal/engine/register"
	"anlan/internal/system/systemtest"
)

var noon = time.Date(2026, 7, 1, 4, 0, 0, 0, time.UTC)

func sound() Draft {
	return Draft{
		Event: "11B03", Colour: "red", Status: "Actual", Headline: "暴雨红色预警", Description: "三小时内100毫米以上。", Instruction: "请转移。", Expires: noon.Add(6 * time.Hour).Format(time.RFC3339),
		Areas: []string{"210106"}, Hours: 3, Value: 120,
	}
}

// TestCheckDraft: every rule of publishing, by the field that it names and a word of what it says.
func TestCheckDraft(t *testing.T) {
	areas, err := register.NewAreas(systemtest.Areas())
	require.NoError(t, err)
	inside := areas.Shape("210106").Box()
	square := func(w, s, e, n float64) string {
		return `{"type":"Polygon","coordinates":[[[` + num(w) + `,` + num(s) + `],[` + num(e) + `,` + num(s) + `],[` + num(e) + `,` + num(n) + `],[` + num(w) + `,` + num(n) + `],[` + num(w) + `,` + num(s) + `]]]}`
	}
	mid := func(a, b float64) float64 { return (a + b) / 2 }
	for name, c := range map[string]struct {
		change func(d *Draft)
		scope  identity.Scope
		field  string
		says   string
	}{
		"sound": {func(*Draft) {}, identity.Everywhere, "", ""},
		"sound with a drawing": {func(d *Draft) {
			d.Polygon = square(inside.West+0.05, inside.South+0.05, mid(inside.West, inside.East), mid(inside.South, inside.North))
		}, identity.Scope{"210106"}, "", ""},
		"unknown event":        {func(d *Draft) { d.Event = "19Z99" }, identity.Everywhere, "event", "目录"},
		"no colour":            {func(d *Draft) { d.Colour = "" }, identity.Everywhere, "colour", "级别"},
		"over already":         {func(d *Draft) { d.Expires = noon.Format(time.RFC3339) }, identity.Everywhere, "expires", "晚于现在"},
		"too long":             {func(d *Draft) { d.Expires = noon.Add(8 * 24 * time.Hour).Format(time.RFC3339) }, identity.Everywhere, "expires", "7 天"},
		"no time":              {func(d *Draft) { d.Expires = "soon" }, identity.Everywhere, "expires", "失效时间"},
		"begins after its end": {func(d *Draft) { d.Onset = noon.Add(7 * time.Hour).Format(time.RFC3339) }, identity.Everywhere, "onset", "早于"},
		"no area":              {func(d *Draft) { d.Areas = nil }, identity.Everywhere, "areas", "选择影响区域"},
		"an area nobody knows": {func(d *Draft) { d.Areas = []string{"999999"} }, identity.Everywhere, "areas", "没有区划"},
		"somebody else's area": {func(*Draft) {}, identity.Scope{"210102"}, "areas", "无权"},
		"not closed":           {func(d *Draft) { d.Polygon = `{"type":"Polygon","coordinates":[[[123,41],[124,41],[124,42],[123,42]]]}` }, identity.Everywhere, "polygon", "无效"},
		"crosses itself": {func(d *Draft) {
			d.Polygon = `{"type":"Polygon","coordinates":[[[123,41],[124,42],[124,41],[123,42],[123,41]]]}`
		}, identity.Everywhere, "polygon", "无效"},
		"a line":                    {func(d *Draft) { d.Polygon = `{"type":"LineString","coordinates":[[123,41],[124,42]]}` }, identity.Everywhere, "polygon", "闭合"},
		"reaches to the neighbours": {func(d *Draft) { d.Polygon = square(121, 40, 126, 44) }, identity.Scope{"210106"}, "polygon", "无权"},
		"nowhere near":              {func(d *Draft) { d.Polygon = square(100, 30, 101, 31) }, identity.Everywhere, "polygon", "不相交"},
		"a lower colour":            {func(d *Draft) { d.Colour, d.Headline = "yellow", "暴雨黄色预警" }, identity.Everywhere, "colour", "按标准应为红色"},
		"no measure":                {func(d *Draft) { d.Hours = 0 }, identity.Everywhere, "hours", "分级标准"},
		"meets nothing":             {func(d *Draft) { d.Value = 1 }, identity.Everywhere, "colour", "未达到"},
		"deviates and says why":     {func(d *Draft) { d.Value, d.Deviation = 1, "上游水库泄洪" }, identity.Everywhere, "", ""},
		"no text":                   {func(d *Draft) { d.Description = " \n" }, identity.Everywhere, "description", "不能为空"},
		"a placeholder":             {func(d *Draft) { d.Instruction = "请到{areas}" }, identity.Everywhere, "instruction", "模板"},
		"another colour in words":   {func(d *Draft) { d.Headline = "暴雨蓝色预警" }, identity.Everywhere, "headline", "蓝色"},
		"too long for an SMS":       {func(d *Draft) { d.Description = strings.Repeat("雨", 400) }, identity.Everywhere, "description", "精简"},
	} {
		t.Run(name, func(t *testing.T) {
			d := sound()
			c.change(&d)
			faults := checkDraft(d, areas, "2101", c.scope, noon)
			if c.field == "" {
				require.Empty(t, faults)
				return
			}
			require.NotEmpty(t, faults)
			var all []string
			for _, f := range faults {
				if f.Field == c.field {
					all = append(all, f.Text.Zh)
				}
				require.NotEmpty(t, f.Text.En)
			}
			require.Contains(t, strings.Join(all, "；"), c.says, "%+v", faults)
		})
	}
}

func num(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func TestDeserved(t *testing.T) {
	for _, c := range []struct {
		event  string
		hours  int
		value  float64
		colour cap.Colour
		known  bool
	}{
		{"11B03", 3, 100, cap.Red, true},
		{"11B03", 3, 99.9, cap.Orange, true},
		{"11B03", 6, 60, cap.Yellow, true},
		{"11B03", 12, 50, cap.Blue, true},
		{"11B03", 24, 200, "", true},
		{"11B03", 1, 49, "", true},
		{"11B09", 72, 35, cap.Yellow, true},
		{"11B09", 48, 36, "", true},
		{"11B09", 24, 40, cap.Red, true},
		{"11B09", 24, 37, cap.Orange, true},
		{"11B17", 2, 49, cap.Red, true},
		{"11B17", 2, 50, cap.Orange, true},
		{"11B17", 12, 499, cap.Yellow, true},
		{"11B17", 12, 500, "", true},
		{"11B21", 2, 0, cap.Red, true},
		{"11B21", 12, 0, cap.Yellow, true},
		{"12D00", 3, 1, "", false},
	} {
		colour, known := deserved(c.event, c.hours, c.value)
		require.Equal(t, c.colour, colour, "%+v", c)
		require.Equal(t, c.known, known, "%+v", c)
	}
}

// TestWording: every template makes texts that are fit to be published, for every colour that it knows.
func TestWording(t *testing.T) {
	areas, err := register.NewAreas(systemtest.Areas())
	require.NoError(t, err)
	for _, one := range append(templates, template{Event: "12K00"}) {
		for _, colour := range []string{"red", "orange", "yellow", "blue"} {
			d := sound()
			d.Event, d.Colour, d.Deviation = one.Event, colour, "x"
			if d.Event == "" {
				d.Event = "12B00"
			}
			w := wording(d, areas.Name)
			if w.Instruction == "" {
				require.NotEmpty(t, criteria[d.Event], "%s has no words for %s, which is no colour of it", d.Event, colour)
				continue
			}
			d.Headline, d.Description, d.Instruction = w.Headline, w.Description, w.Instruction
			require.Empty(t, checkDraft(d, areas, "2101", identity.Everywhere, noon), "%s %s: %+v", d.Event, colour, w)
		}
	}
}

func TestBoardTextFits(t *testing.T) {
	d := sound()
	for _, n := range []int{1, 2, 10, 60, 10000} {
		require.LessOrEqual(t, len([]rune(boardText(d, n))), n)
	}
	d.Status = "Exercise"
	for _, p := range previews(d) {
		require.True(t, strings.HasPrefix(p.Text, "【演练】"), p.Channel)
	}
}

// TestAlertOfADraftIsCAP: what we send can be read back by anybody.
func TestAlertOfADraftIsCAP(t *testing.T) {
	areas, err := register.NewAreas(systemtest.Areas())
	require.NoError(t, err)
	d := sound()
	d.Polygon = `{"type":"Polygon","coordinates":[[[123,41],[124,41],[124,42],[123,42],[123,41]]]}`
	a, err := alertOf(d, Version{N: 2, MsgType: "Update", Identifier: "c-2"}, noon, []Version{{Identifier: "c-1", Sent: noon.Add(-time.Hour).Format(time.RFC3339)}}, areas)
	require.NoError(t, err)
	raw, err := cap.Marshal(a)
	require.NoError(t, err)
	b, err := cap.Parse(raw)
	require.NoError(t, err)
	require.Equal(t, cap.Red, b.Colour())
	require.Equal(t, []string{"210106000000"}, b.Infos[0].AreaCodes())
	require.Equal(t, "c-1", b.References[0].Identifier)
	require.Len(t, b.Infos[0].Areas[0].Polygons, 1)
}

func TestOurs(t *testing.T) {
	require.Equal(t, []string{"210106"}, ours(identity.Scope{"210106"}, []string{"2101"}))
	require.Equal(t, []string{"210102", "210106"}, ours(identity.Scope{"2101"}, []string{"210102", "210106"}))
	require.Empty(t, ours(identity.Scope{"210106"}, []string{"210102"}))
}
