package grid

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tower is the body of a high-rise or, for other kinds, one whose attributes do not fit.
func tower(kind, name string, lon float64) string {
	return fmt.Sprintf(`{"kind":%q,"name":%q,"lon":%v,"lat":41.75,"risk":"blue","attrs":{"floors":30,"height":98.5,"use":"mixed","built":2011,"sprinklers":true}}`, kind, name, lon)
}

func TestAddAndChange(t *testing.T) {
	w := both(t)
	r := w.do("tiexi", "POST /register/elements", tower("high-rise", "新楼", 123.3), "Idempotency-Key", "k1")
	raw := text(t, r)
	require.Equal(t, 200, r.StatusCode, raw)
	var made ElementItem
	require.NoError(t, json.Unmarshal([]byte(raw), &made))
	require.Equal(t, "210106001002", made.Area, "found from the place")
	require.EqualValues(t, 1, made.Version)
	require.JSONEq(t, raw, text(t, w.do("tiexi", "POST /register/elements", tower("high-rise", "新楼", 123.3), "Idempotency-Key", "k1")), "once only")
	require.EqualValues(t, 4, w.get("tiexi", "/register/counts")["high-rise"])

	path := "PUT /register/elements/" + made.ID
	require.Equal(t, 200, w.do("tiexi", path+"?version=1", tower("high-rise", "更名", 123.3)).StatusCode)
	stale := w.do("tiexi", path+"?version=1", tower("high-rise", "又改", 123.3))
	require.Equal(t, 409, stale.StatusCode)
	require.Contains(t, text(t, stale), `"field":"version"`)
	past := w.get("tiexi", "/register/elements/"+made.ID+"/history")["items"].([]any)
	require.Len(t, past, 1)
	require.Equal(t, "tiexi", past[0].(map[string]any)["ended_by"])
	require.Equal(t, "新楼", past[0].(map[string]any)["element"].(map[string]any)["name"])
	chain, err := w.journal.Of(context.Background(), made.ID)
	require.NoError(t, err)
	require.Len(t, chain, 2)
	require.Equal(t, "tiexi", chain[1].Actor)

	require.Equal(t, 200, w.do("duty", "PUT /register/elements/tx-plant?version=1", `{"kind":"enterprise","name":"铁西化工厂","lon":123.2,"lat":41.75,
		"attrs":{"credit_code":"91350100M000100Y43","industry":"C2614","scale":"large","employees":91,"hazardous":true}}`).StatusCode)
	require.Equal(t, true, w.get("duty", "/register/elements/tx-plant")["demo"], "constructed data stay marked")
}

func TestWritingRefuses(t *testing.T) {
	w := both(t)
	source := `{"kind":"hazard-source","name":"库","lon":123.2,"lat":41.75,"parent":%q,"attrs":{"unit":"storage","level":2,"s":3,"r":60,"persons_exposed":40,"chemicals":[{"name":"液氯","quantity":30,"critical":5}]}}`
	for _, c := range []struct {
		who, request, body string
		status             int
		has                string
	}{
		{"auditor", "POST /register/elements", tower("high-rise", "楼", 123.2), 403, "http.not-permitted"},
		{"tiexi", "POST /register/elements", tower("high-rise", "楼", 123.7), 403, "register.area-denied"},
		{"visiting", "POST /register/elements", tower("high-rise", "楼", 123.7), 403, "register.area-denied"},
		{"duty", "POST /register/elements", tower("high-rise", "楼", 100), 400, `"field":"area"`},
		{"duty", "POST /register/elements", tower("volcano", "楼", 123.2), 400, `"field":"kind"`},
		{"duty", "POST /register/elements", tower("camera", "楼", 123.2), 400, `"field":"attrs.`},
		{"duty", "POST /register/elements", tower("high-rise", "", 123.2), 400, `"field":"name"`},
		{"duty", "POST /register/elements", tower("high-rise", "一\n二", 123.2), 400, `"field":"name"`},
		{"duty", "POST /register/elements", `{"kind":"high-rise","name":"楼","lon":123.2,"lat":41.75,"attrs":{"floors":0,"height":98.5,"use":"mixed","built":2011}}`, 400, `"field":"attrs.floors"`},
		{"duty", "POST /register/elements", `{"kind":"high-rise","name":"楼","lon":123.2,"lat":41.75,"attrs":[]}`, 400, `"field":"attrs"`},
		{"duty", "POST /register/elements", `{"kind":"high-rise","name":"楼","lon":123.2,"lat":41.75,"attrs":{},"id":"x"}`, 400, "id"},
		{"duty", "POST /register/elements", `{"kind":"high-rise"`, 400, ""},
		{"tiexi", "POST /register/elements", fmt.Sprintf(source, "hp-plant"), 400, `"field":"parent"`},
		{"tiexi", "POST /register/elements", fmt.Sprintf(source, "no-plant"), 400, `"field":"parent"`},
		{"tiexi", "POST /register/elements", fmt.Sprintf(source, "tx-team"), 400, `"field":"parent"`},
		{"tiexi", "PUT /register/elements/hp-tower-0?version=1", tower("high-rise", "楼", 123.2), 404, "register.element.unknown"},
		{"visiting", "PUT /register/elements/hp-tower-0?version=1", tower("high-rise", "楼", 123.2), 404, "register.element.unknown"},
		{"tiexi", "PUT /register/elements/tx-tower-0?version=1", tower("high-rise", "楼", 123.7), 403, "register.area-denied"},
		{"duty", "PUT /register/elements/tx-team?version=1", tower("high-rise", "楼", 123.2), 400, `"field":"kind"`},
		{"duty", "PUT /register/elements/tx-tower-0", tower("high-rise", "楼", 123.2), 400, "version"},
		{"duty", "PUT /register/elements/tx-tower-0?version=0", tower("high-rise", "楼", 123.2), 400, "version"},
	} {
		t.Run(c.who+" "+c.request+" "+c.body, func(t *testing.T) {
			r := w.do(c.who, c.request, c.body)
			got := text(t, r)
			require.Equal(t, c.status, r.StatusCode, got)
			require.Contains(t, got, c.has)
		})
	}
	require.Equal(t, 14, w.register.Index().Len())
}

func TestPersonalDataAreShownToThoseWhoKeepTheElement(t *testing.T) {
	w := both(t)
	for id, lon := range map[string]float64{"tx": 123.2, "hp": 123.7} { // so that there is a past; the phone stays as it was
		r := w.do("duty", "PUT /register/elements/"+id+"-team?version=1", fmt.Sprintf(`{"kind":"rescue-team","name":"队","lon":%v,"lat":41.75,
			"attrs":{"type":"social","speciality":"flood","people":41,"leader":"周吴郑","phone":"13912345678","zone":"west","readiness":"ready"}}`, lon))
		require.Equal(t, 200, r.StatusCode, text(t, r))
	}
	for _, request := range []string{
		"/register/elements/{id}-team", "/register/elements/{id}-team/history", "/register/elements?kind=rescue-team&area={area}", "/register/elements?q=队&area={area}",
		"/register/near?lon={lon}&lat=41.75&kind=rescue-team&k=1", "/register/inside?kind=rescue-team&area={area}",
	} {
		ask := func(who, id, area, lon string) string {
			r := w.do(who, "GET "+strings.NewReplacer("{id}", id, "{area}", area, "{lon}", lon).Replace(request), "")
			require.Equal(t, 200, r.StatusCode, request)
			got := text(t, r)
			require.Contains(t, got, id+"-team")
			return got
		}
		clear := func(s string) bool {
			all := strings.Contains(s, "周吴郑") && strings.Contains(s, "13912345678")
			require.True(t, all || !strings.Contains(s, "周吴郑") && !strings.Contains(s, "13912345678"), s)
			return all
		}
		require.True(t, clear(ask("duty", "hp", heping, "123.8")), "%s: the duty officer must be able to call", request)
		require.False(t, clear(ask("auditor", "hp", heping, "123.8")), "%s: the auditor need not", request)
		require.True(t, clear(ask("visiting", "tx", tiexi, "123.3")), request)
		require.False(t, clear(ask("visiting", "hp", heping, "123.8")), "%s: who keeps one district sees no numbers of another", request)
	}
	masked := w.get("auditor", "/register/elements/hp-team")
	require.Equal(t, true, masked["masked"])
	require.Equal(t, "周**", masked["attrs"].(map[string]any)["leader"])
	require.Equal(t, "139****5678", masked["attrs"].(map[string]any)["phone"])
	require.Equal(t, false, w.get("auditor", "/register/elements/hp-tower-0")["masked"], "nothing personal in it")
}
