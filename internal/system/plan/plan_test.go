package plan_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document/docx/docxtest"
	"anlan/internal/citytest"
	systemplan "anlan/internal/system/plan"
)

type city struct {
	*citytest.City
	t *testing.T
}

func start(t *testing.T) city { return city{citytest.New(t, citytest.Options{}), t} }

func (c city) act(login, id, act string, form any) {
	c.t.Helper()
	a := c.Do(login, "POST", "/api/cases/"+id+"/acts/"+act, form)
	require.Equal(c.t, 200, a.Status, "%s: %s", act, a.Body)
}

func filled(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../engine/plan/testdata/flood.yaml")
	require.NoError(t, err)
	return strings.NewReplacer("2101-ZX01", "210106-QX77", `area: "2101"`, `area: "210106"`, "contact: c-2", "post: sector/flood/head").Replace(string(b))
}

// TestAPlanGoesItsWay follows a plan from its form to its filing and the next version: saved, refused where it must be, submitted,
// sent back, approved by another, filed, revised, compared, superseded.
func TestAPlanGoesItsWay(t *testing.T) {
	c := start(t)
	var check systemplan.FormCheck
	c.OK("duty", "POST", "/api/plan/checks", map[string]any{"text": strings.Replace(filled(t), "tier: site", "tier: field", 1)}, &check)
	require.Equal(t, "groups.1.tier", check.Faults[0].Path)
	save := func(login, text string, revision int64) citytest.Answer {
		return c.Do(login, "POST", "/api/plan/drafts", map[string]any{"text": text, "revision": revision})
	}
	require.Equal(t, 400, save("duty", "code: x", 0).Status)
	require.Equal(t, 403, save("auditor", filled(t), 0).Status)
	require.Equal(t, 403, save("duty-210102", filled(t), 0).Status)
	a := save("duty", strings.Replace(filled(t), "kind: special", "kind: special\nparent: 2101-NO01", 1), 0)
	require.Equal(t, 400, a.Status, "%s", a.Body)
	var v systemplan.PlanVersion
	save("duty", filled(t), 0).JSON(t, &v)
	require.Equal(t, int64(1), v.Version)
	require.Equal(t, 409, save("duty", filled(t), 0).Status, "somebody saved it meanwhile")
	save("duty", filled(t), 1).JSON(t, &v)
	require.Equal(t, int64(2), v.Revision)
	var made systemplan.SubmittedPlan
	path := "/api/plan/plans/210106-QX77"
	c.OK("duty", "POST", path+"/submit", nil, &made)
	require.Equal(t, 404, c.Do("duty", "POST", path+"/submit", nil).Status, "twice")
	require.Equal(t, 409, save("duty", filled(t), 3).Status)
	c.act("head-210106", made.Case, "send-back", map[string]any{"reason": "补充附件"})
	c.OK("duty", "GET", path, nil, nil)
	c.OK("duty", "POST", path+"/submit", nil, &made)
	c.act("officer-210106", made.Case, "review", map[string]any{"experts": "甲、乙", "opinion": "通过"})
	c.act("leader-210106", made.Case, "print", map[string]any{"number": "铁西应急〔2026〕3号"})
	var view systemplan.PlanView
	c.OK("duty", "GET", path, nil, &view)
	require.Equal(t, "issued", view.Version.State)
	require.Equal(t, "2026-03-30", view.Version.FileBy, "twenty working days")
	c.OK("head-210106", "POST", "/api/cases/"+made.Case+"/files?kind="+url.QueryEscape("编制说明"), "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n说明\r\n--b--\r\n", nil, "Content-Type", "multipart/form-data; boundary=b")
	c.act("head-210106", made.Case, "file", map[string]any{"filed_with": "沈阳市应急管理局", "filed_number": "备1"})
	c.OK("duty", "GET", path, nil, &view)
	require.Equal(t, "2026-03-02", view.Version.FiledOn)
	require.Equal(t, "2029-03-02", view.Version.ReviewBy)
	require.Equal(t, 422, c.Do("head-210106", "POST", "/api/cases/"+made.Case+"/acts/print", map[string]any{"number": "x"}).Status)

	require.Equal(t, 409, c.Do("head-210106", "POST", "/api/cases/"+made.Case+"/acts/replace", nil).Status, "no newer version")
	c.OK("duty", "POST", path+"/revise", nil, &v)
	require.Equal(t, int64(2), v.Version)
	save("duty", strings.Replace(filled(t), "minutes: 30, below: true", "minutes: 20, below: true", 1), v.Revision).JSON(t, &v)
	var second systemplan.SubmittedPlan
	c.OK("duty", "POST", path+"/submit", nil, &second)
	c.act("officer-210106", second.Case, "review", map[string]any{"experts": "甲", "opinion": "通过"})
	c.act("leader-210106", second.Case, "print", map[string]any{"number": "铁西应急〔2026〕9号"})
	c.act("head-210106", made.Case, "replace", nil)
	var cmp systemplan.PlanComparison
	c.OK("duty", "GET", path+"/comparison?before=1&after=2", nil, &cmp)
	require.NotEmpty(t, cmp.Differences)
	require.Equal(t, "superseded", cmp.Before.State)
	require.Equal(t, "issued", cmp.After.State)
	c.OK("duty", "GET", path, nil, &view)
	require.Len(t, view.Versions, 2)
	require.Equal(t, 404, c.Do("duty-210102", "GET", path, nil).Status)
	require.Equal(t, 404, c.Do("duty-210102", "GET", path+"/document", nil).Status)
	require.Equal(t, 404, c.Do("duty-210102", "POST", path+"/revise", nil).Status)
	c.OK("duty", "POST", path+"/revise", nil, &v)
	c.OK("duty", "DELETE", path+"/draft?revision=1", nil, nil)
	c.OK("duty", "GET", path, nil, &view)
	require.Len(t, view.Versions, 2)
}

// TestWordGoesInAndOut exports a plan to Word, imports the file by its headings, and saves what comes of it.
func TestWordGoesInAndOut(t *testing.T) {
	c := start(t)
	require.Equal(t, 200, c.Do("duty", "POST", "/api/plan/drafts", map[string]any{"text": filled(t), "revision": 0}).Status)
	file := c.Do("duty", "GET", "/api/plan/plans/210106-QX77/document", nil)
	require.Equal(t, 200, file.Status)
	require.Contains(t, docxtest.Text(t, file.Body), "巡堤查险")
	send := func(login string, body []byte) citytest.Answer {
		return c.Do(login, "POST", "/api/plan/imports?name="+url.QueryEscape("预案.docx"), string(body), "Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	}
	a := send("duty", []byte("%PDF"))
	require.Equal(t, 400, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "outline.not-word")
	var in systemplan.PlanImport
	send("duty", file.Body).JSON(t, &in)
	require.NotEmpty(t, in.Sections)
	require.Equal(t, 404, c.Do("head-210106", "GET", "/api/plan/imports/"+in.ID, nil).Status, "another's")
	var parts []string
	for _, s := range in.Sections {
		parts = append(parts, s.Part)
	}
	head := map[string]any{"parts": parts, "code": "210106-QX78", "kind": "special", "title": "防汛预案（导入）", "unit": "水务局", "area": "210106"}
	var made systemplan.MappedPlan
	c.OK("duty", "POST", "/api/plan/imports/"+in.ID+"/form", head, &made)
	require.Empty(t, made.Faults, "%s", made.Text)
	require.Equal(t, 5, made.Items["tasks"])
	require.Equal(t, 200, c.Do("duty", "POST", "/api/plan/drafts", map[string]any{"text": made.Text, "revision": 0}).Status)
	head["parts"] = parts[1:]
	require.Equal(t, 400, c.Do("duty", "POST", "/api/plan/imports/"+in.ID+"/form", head).Status)
	var schema systemplan.PlanFormSchema
	c.OK("duty", "GET", "/api/plan/schema", nil, &schema)
	raw, err := json.Marshal(schema.Schema)
	require.NoError(t, err)
	require.True(t, bytes.Contains(raw, []byte("checklists")))
}
