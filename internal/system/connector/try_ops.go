package connector

import (
	"context"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/connect/mapping"
	"anlan/internal/engine/register"
)

const (
	sampleBytes = 256 << 10
	triedRows   = 100
)

type sourceSample struct {
	Text string `json:"text"`
	Cut  bool   `json:"cut" doc:"there is more"`
}

// sample asks a source and takes nothing.
func (s *System) sample(ctx context.Context, in *idInput) (*httpapi.Body[sourceSample], error) {
	src, err := s.source(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(putSources), in.ID)
	if err != nil {
		return nil, err
	}
	var body []byte
	switch src.Protocol {
	case Pull:
		body, err = s.ask(ctx, src, fill(src, State{}))
	case Folder:
		body, err = s.lastFile(src)
	case MQTT:
		body, err = s.firstMessage(ctx, src)
	default:
		err = fail.Conflict("connector.pushes", "该数据源由对方推送，请粘贴一份样例", "the other side pushes; paste a sample")
	}
	if err != nil {
		return nil, err
	}
	n := min(len(body), sampleBytes)
	return httpapi.OK(sourceSample{Text: strings.ToValidUTF8(string(body[:n]), "�"), Cut: n < len(body)}), nil
}

// lastFile is the newest file of a source, waiting or done.
func (s *System) lastFile(src Source) ([]byte, error) {
	f, err := s.folder(src)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if body, err := f.Last(mapping.MaxBytes); err != nil || body != nil {
		return body, err
	}
	return nil, fail.NotFound("connector.no-file", "文件夹中还没有文件", "there is no file in the folder yet")
}

type tryMappingInput struct {
	Body struct {
		Mapping mapping.Mapping `json:"mapping"`
		Sample  string          `json:"sample" maxLength:"4000000"`
	}
}

// MappingTrial is a sample as it would be taken.
type MappingTrial struct {
	Rows     []mapping.MappedRow   `json:"rows" nullable:"false" doc:"the first hundred"`
	Total    int                   `json:"total"`
	Usable   int                   `json:"usable"`
	Next     string                `json:"next"`
	Backlog  int64                 `json:"backlog"`
	Unmapped []string              `json:"unmapped" nullable:"false"`
	Faults   []mapping.RecordFault `json:"faults" nullable:"false" doc:"the first ones"`
}

func (s *System) try(_ context.Context, in *tryMappingInput) (*httpapi.Body[MappingTrial], error) {
	m := in.Body.Mapping
	if err := m.Check(); err != nil {
		return nil, err
	}
	page, err := mapping.Evaluate(m, []byte(in.Body.Sample), s.Clock.Now())
	if err != nil {
		return nil, err
	}
	out := MappingTrial{Rows: page.Rows[:min(len(page.Rows), triedRows)], Total: len(page.Rows), Next: page.Next, Backlog: page.Backlog, Unmapped: page.Unmapped}
	c := RecordCount{Faults: []mapping.RecordFault{}}
	for i := range page.Rows {
		r := &page.Rows[i]
		if !r.Skip {
			s.tryRow(m, r)
		}
		if !r.Skip {
			out.Usable++
		}
		c.fault(r.Faults...)
	}
	out.Faults = c.Faults
	return httpapi.OK(out), nil
}

// tryRow adds what the register or the points would say.
func (s *System) tryRow(m mapping.Mapping, r *mapping.MappedRow) {
	wrong := func(field string, text lang.Text, sample string) {
		r.Faults, r.Skip = append(r.Faults, mapping.RecordFault{Row: r.N, Field: field, Text: text, Sample: sample}), true
	}
	switch m.Target {
	case mapping.Element:
		src := Source{ID: "try", Area: "", Mapping: m}
		if _, err := s.element(src, register.Element{}, *r); err != nil {
			wrong(fieldOf(err), wordsOf(err), r.Text("name"))
		}
	case mapping.Observation:
		if _, ok := s.Signal.Device(r.Key); !ok {
			wrong("device", lang.T("没有登记的设备", "the device is not registered"), r.Key)
		}
	case mapping.Event:
		if _, text := s.event(Source{}, *r); !text.IsZero() {
			wrong("severity", text, r.Text("severity"))
		}
	}
}

type mappingTargets struct {
	Items []mappingTarget `json:"items" nullable:"false"`
	Kinds []targetKind    `json:"kinds" nullable:"false" doc:"kinds of elements that records can become"`
}

type targetKind struct {
	Name  string    `json:"name"`
	Title lang.Text `json:"title"`
}

type mappingTarget struct {
	Name   string                `json:"name"`
	Title  lang.Text             `json:"title"`
	Fields []mapping.TargetField `json:"fields" nullable:"false"`
}

func (s *System) targets(context.Context, *struct{}) (*httpapi.Body[mappingTargets], error) {
	out := mappingTargets{}
	for _, k := range s.Register.Kinds().All() {
		out.Kinds = append(out.Kinds, targetKind{k.Name, k.Title})
	}
	for _, t := range []struct {
		name  string
		title lang.Text
	}{
		{mapping.Observation, lang.T("监测值", "Values of points")},
		{mapping.Element, lang.T("一张图要素", "Elements of the register")},
		{mapping.Event, lang.T("部门事件", "Events")},
		{mapping.Warning, lang.T("预警报文（CAP）", "Warnings (CAP)")},
	} {
		out.Items = append(out.Items, mappingTarget{Name: t.name, Title: t.title, Fields: mapping.TargetFields(t.name)})
	}
	return httpapi.OK(out), nil
}
