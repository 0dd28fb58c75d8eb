package command

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// entryBody is what the journal holds of an act, a file or a note of the machine.
type entryBody struct {
	Case    string          `json:"case"`
	Act     string          `json:"act"`
	Version int             `json:"version"`
	Stage   string          `json:"stage"`
	Name    string          `json:"name"`
	File    string          `json:"file"`
	Form    json.RawMessage `json:"form"`
	Note    json.RawMessage `json:"note"`
	Text    string          `json:"text"`
	Title   string          `json:"title"`
	TitleEn string          `json:"title_en"`
	// Corrects is the hash of the entry that a correction puts right.
	Corrects string `json:"corrects"`
}

// fieldOnTime is the entry of a report of the field that moved its task at once: the act itself tells it.
const fieldOnTime = "field.status.applied"

var fileAdded = lang.T("上传文件", "File added")

// timeline is the journal of an incident and its tasks, told in words.
func (s *System) timeline(ctx context.Context, c *procedure.Case) ([]Entry, error) {
	recs, err := s.Procedure.Journal(ctx, httpapi.SubjectOf(ctx), c.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, 0, len(recs))
	for _, r := range recs {
		if strings.HasSuffix(r.Action, ".refused") || strings.HasPrefix(r.Action, "stock.") || r.Action == fieldOnTime {
			continue // it is in the journal; the timeline tells what happened, and the requisition that goods moved, and the act what was reported in time
		}
		e, err := s.entry(r)
		if err != nil {
			return nil, err
		}
		if r.Object == c.ID {
			e.Task = ""
		}
		out = append(out, e)
	}
	return out, nil
}

func (s *System) entry(r journal.Record) (Entry, error) {
	e := Entry{Seq: r.Seq, Hash: r.Hash, At: r.At, Actor: r.ActorName, Object: r.Object, Action: r.Action}
	var b entryBody
	if err := json.Unmarshal(r.Body, &b); err != nil {
		return e, err
	}
	e.Task, e.File, e.Text, e.Corrects = b.Case, b.File, b.Text, b.Corrects
	name, act, _ := cutLast(r.Action, ".")
	for _, titles := range []map[string]lang.Text{alarmTitles, responseTitles, roomTitles} {
		if t, ok := titles[r.Action]; ok {
			e.Title = t
			return e, nil
		}
	}
	if t, ok := keptTitles[r.Action]; ok {
		e.Title, e.Text = t, b.Name
		return e, nil
	}
	d, err := s.Procedure.Definition(name, b.Version)
	if fail.KindOf(err) == fail.KindNotFound { // a clock or a signature of another system's case below the incident
		e.Title = lang.T(b.Title, cmp.Or(b.TitleEn, b.Title))
		return e, nil
	}
	if err != nil {
		return e, err
	}
	o := d.Outline()
	for _, st := range o.Stages {
		if st.Name == b.Stage {
			e.Stage = st.Title
		}
	}
	switch act {
	case "open":
		e.Title = lang.T("接报："+d.Title.Zh, "Opened: "+d.Title.En)
		switch name {
		case TaskProcedure:
			e.Title = lang.T("下达任务", "Task given")
		case ObjectiveProcedure:
			e.Title = lang.T("确定处置目标", "Objective set")
		case IncidentProcedure:
		default: // another system's case below the incident
			e.Title = lang.T("启动："+d.Title.Zh, "Begun: "+d.Title.En)
		}
	case "file":
		e.Title, e.Text = fileAdded, b.Name
	default:
		for _, a := range o.Acts {
			if a.Name == act {
				e.Title = a.Title
			}
		}
	}
	if len(b.Form) > 0 {
		e.Text = formText(b.Form)
	}
	if told := noteText(b.Note); told != "" {
		e.Text = told
	}
	return e, nil
}

// formText joins the free words of a filled form, in the order in which officers expect them.
func formText(raw json.RawMessage) string {
	var f map[string]any
	if json.Unmarshal(raw, &f) != nil {
		return ""
	}
	var words []string
	for _, k := range []string{"level", "summary", "text", "result", "reason", "note"} {
		if v, ok := f[k].(string); ok && v != "" && v != "none" {
			if k == "level" {
				v += "级"
			}
			words = append(words, v)
		}
	}
	return strings.Join(words, "；")
}

// noteText is what an act of a response says of itself.
func noteText(raw json.RawMessage) string {
	var n struct {
		Says string `json:"says"`
	}
	if len(raw) == 0 || json.Unmarshal(raw, &n) != nil {
		return ""
	}
	return n.Says
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
