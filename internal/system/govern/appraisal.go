package govern

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// AppraisalProcedure is 考核: the scores of a month, open to objections, then published.
const AppraisalProcedure = "govern.appraisal"

// Appraised is the kind under which the months of appraisals are kept.
const Appraised = "appraisal"

const objecting = "objecting"

// objectionDays is how long areas may object, the day on which the scores were made not counted. A parameter of the product.
const objectionDays = 3

// Objection is what an area says against its score, and what was answered.
type Objection struct {
	Area      string `json:"area" title:"区划代码|Area"`
	AreaName  string `json:"area_name" title:"地区|Name of the area"`
	Indicator string `json:"indicator" title:"指标|Indicator"`
	Reason    string `json:"reason" title:"异议理由|Reason" max:"1000"`
	By        string `json:"by" title:"提出人|By"`
	On        string `json:"on" title:"提出日期|On" format:"date"`
	Answered  bool   `json:"answered,omitempty" title:"已答复|Answered"`
	Accepted  bool   `json:"accepted,omitempty" title:"异议成立|Accepted"`
	Answer    string `json:"answer,omitempty" title:"答复|Answer" max:"1000"`
}

// Appraisal is what a case of an appraisal holds.
type Appraisal struct {
	Month      string            `json:"month" title:"考核月份|Month" list:"1"`
	From       string            `json:"from" title:"统计起始日|From" format:"date"`
	To         string            `json:"to" title:"统计截止日|To" format:"date"`
	Version    string            `json:"version" title:"权重版本|Version of the weights"`
	Weights    []IndicatorWeight `json:"weights" title:"权重|Weights"`
	Scores     []AreaScore       `json:"scores" title:"得分|Scores"`
	Objections []Objection       `json:"objections,omitempty" title:"异议|Objections"`
}

// objectForm is an objection. By is who objects, since the machine enters it for them.
type objectForm struct {
	Area      string `json:"area" title:"区划代码|Area" pattern:"^[0-9A-Z]{4,20}$"`
	Indicator string `json:"indicator" title:"指标|Indicator" enum:"rounds=巡查按时率|Rounds in time;dangers=隐患整改按期率|Rectification in time;supervision=督办按期率|Supervision in time;posts=责任岗位健全率|Posts in order;calls=叫应应答率|Calls answered;checks=四方核查得分率|Scores of four-party checks"`
	Reason    string `json:"reason" title:"异议理由|Reason" max:"1000" format:"text"`
	By        string `json:"by" title:"提出人|By" max:"50"`
}

// settleForm answers an objection; accepted it corrects what was counted, and the points follow.
type settleForm struct {
	Number   int    `json:"number" title:"异议序号|Number of the objection" min:"1"`
	Accepted bool   `json:"accepted,omitempty" title:"异议成立|Accepted"`
	Done     int    `json:"done,omitempty" title:"更正后的完成数|Done, corrected" min:"0"`
	Of       int    `json:"of,omitempty" title:"更正后的应完成数|Of, corrected" min:"0"`
	Answer   string `json:"answer" title:"答复|Answer" max:"1000" format:"text"`
}

func (s *System) appraisalProcedure() procedure.Definition {
	return procedure.Definition{
		Name: AppraisalProcedure, Version: 1, Title: lang.T("考核", "Appraisal"), From: calendar.Day(2020, 1, 1),
		Read: readAppraisals, Open: "govern.appraisal.judge", Start: objecting, Data: Appraisal{},
		Stages: []procedure.Stage{
			{Name: objecting, Title: lang.T("异议期", "Open to objections"), Todo: lang.T("答复异议，期满后公布", "Answer objections, then publish")},
			{Name: public, Title: lang.T("已公布", "Published"), Final: true},
		},
		Acts: []procedure.Act{
			{
				Name: "object", Title: lang.T("提出异议", "Object"), From: []string{objecting}, Who: procedure.Who{Permission: objectAppraisals}, Form: objectForm{}, Do: s.objected, Tone: procedure.Aside,
				Guards: []procedure.Guard{{Name: "once", Title: lang.T("每个地区对每项指标提一次", "once for an area and indicator"), Check: procedure.Checking(objectsOnce)}},
			},
			{
				Name: "settle", Title: lang.T("答复异议", "Answer an objection"), From: []string{objecting}, Who: procedure.Who{Permission: "govern.appraisal.judge"}, Form: settleForm{}, Do: procedure.Changing(settled), Tone: procedure.Next,
				Guards: []procedure.Guard{{Name: "open", Title: lang.T("有这项未答复的异议", "it waits"), Check: procedure.Checking(objectionOpen)}},
			},
			{
				Name: "publish", Title: lang.T("公布考核结果", "Publish"), From: []string{objecting}, To: public, Who: procedure.Who{Permission: "govern.appraisal.judge"}, Do: s.appraised, Writs: []string{"appraisal"}, Tone: procedure.Next,
				Signs:  []procedure.Sign{{Name: "leader", Title: lang.T("局领导", "leader of the bureau"), Who: procedure.Who{Permission: "govern.appraisal.sign"}}},
				Guards: []procedure.Guard{{Name: "answered", Title: lang.T("异议均已答复", "all objections are answered"), Check: procedure.Checking(allAnswered)}},
			},
		},
		Clocks: []procedure.Clock{{Name: "objections", Title: lang.T("异议期", "objections"), Until: objectUntil, Starts: []string{"open"}, Closes: []string{"object"}, Holds: []string{"publish"}, Party: true}},
		Writs:  []procedure.Writ{{Name: "appraisal", Title: lang.T("考核结果通报", "Results of the appraisal"), Code: "考", Make: s.appraisalPaper}},
	}
}

func objectUntil(t *procedure.Turn) (time.Time, error) { return t.Day().Next(objectionDays).End(), nil }

func objectsOnce(t *procedure.Turn, d Appraisal) error {
	f := procedure.FormOf[objectForm](t)
	if _, _, ok := d.part(f.Area, f.Indicator); !ok {
		return illegal("no-score", "该地区没有这项指标的得分", "the area has no such score").At("area")
	}
	for _, o := range d.Objections {
		if o.Area == f.Area && o.Indicator == f.Indicator {
			return illegal("objected", "该地区对这项指标已提出异议", "an objection was made before").At("indicator")
		}
	}
	return nil
}

// part finds the score of an area by one indicator.
func (d *Appraisal) part(area, indicator string) (*AreaScore, *ScorePart, bool) {
	for i := range d.Scores {
		if d.Scores[i].Area != area {
			continue
		}
		for k := range d.Scores[i].Parts {
			if d.Scores[i].Parts[k].Name == indicator {
				return &d.Scores[i], &d.Scores[i].Parts[k], true
			}
		}
	}
	return nil, nil, false
}

func (s *System) objected(_ context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[objectForm](t)
	return procedure.Alter(t, func(d *Appraisal) error {
		d.Objections = append(d.Objections, Objection{Area: f.Area, AreaName: s.AreaName(f.Area), Indicator: f.Indicator, Reason: f.Reason, By: f.By, On: t.Day().String()})
		return nil
	})
}

func objectionOpen(t *procedure.Turn, d Appraisal) error {
	f := procedure.FormOf[settleForm](t)
	if f.Number > len(d.Objections) || d.Objections[f.Number-1].Answered {
		return illegal("no-objection", "没有第 "+strconv.Itoa(f.Number)+" 项未答复的异议", "no objection "+strconv.Itoa(f.Number)+" waits").At("number")
	}
	return must(!f.Accepted || f.Done <= f.Of, "counts", "完成数不能大于应完成数", "more done than there was", "done")
}

func settled(t *procedure.Turn, d *Appraisal) error {
	f := procedure.FormOf[settleForm](t)
	o := &d.Objections[f.Number-1]
	o.Answered, o.Accepted, o.Answer = true, f.Accepted, f.Answer
	if !f.Accepted {
		return nil
	}
	score, part, ok := d.part(o.Area, o.Indicator)
	if !ok {
		return illegal("no-score", "该地区没有这项指标的得分", "the area has no such score")
	}
	part.Changed = fmt.Sprintf("原为 %d/%d，异议成立，更正为 %d/%d", part.Done, part.Of, f.Done, f.Of)
	part.count(f.Done, f.Of)
	score.sum()
	orderScores(d.Scores)
	return nil
}

func allAnswered(_ *procedure.Turn, d Appraisal) error {
	for i, o := range d.Objections {
		if !o.Answered {
			return illegal("unanswered", "第 "+strconv.Itoa(i+1)+" 项异议（"+o.AreaName+"）尚未答复", "objection "+strconv.Itoa(i+1)+" is not answered")
		}
	}
	return nil
}

// appraisalPaper is the result as an official paper.
func (s *System) appraisalPaper(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	d, err := procedure.DataOf[Appraisal](t)
	if err != nil {
		return document.Doc{}, err
	}
	width := 15 / max(1, len(d.Weights))
	head := document.Row{{Width: 3, Label: true, Text: "名次"}, {Width: 6, Label: true, Text: "地区"}}
	for _, w := range d.Weights {
		head = append(head, document.Cell{Width: width, Label: true, Text: indicatorTitle(w.Name) + "（" + strconv.Itoa(w.Weight) + "%）"})
	}
	rest := document.Columns - 9 - width*len(d.Weights)
	total := rest > 1
	if total {
		head = append(head, document.Cell{Width: rest, Label: true, Text: "总分"})
	} else {
		head[1].Width += rest
	}
	rows := []document.Row{head}
	for i, x := range d.Scores {
		row := document.Row{{Width: 3, Text: strconv.Itoa(i + 1)}, {Width: head[1].Width, Text: x.AreaName}}
		if !total {
			row[1].Text += "（" + points(x.Total) + "）"
		}
		for _, p := range x.Parts {
			row = append(row, document.Cell{Width: width, Text: points(p.Points)})
		}
		if total {
			row = append(row, document.Cell{Width: rest, Text: points(x.Total)})
		}
		rows = append(rows, row)
	}
	return document.Doc{
		Layout: document.Paper, Issuer: n.Organ.Name, Title: d.Month + " 考核结果通报", Number: n.Number, Addressee: "各区、县（市）人民政府", Mark: s.Mark,
		Blocks: []document.Block{document.Text("按照“" + d.Version + "”，现将 " + d.From + " 至 " + d.To + " 考核结果通报如下："), document.Table(rows...), document.Seal(n.Organ.Name, calendar.DateOf(t.Now.Time))},
	}, nil
}

// points are points as they are written, with one decimal.
func points(milli int) string { return fmt.Sprintf("%d.%d", milli/1000, milli%1000/100) }

func indicatorTitle(name string) string {
	for _, i := range Indicators {
		if i.Name == name {
			return i.Title.Zh
		}
	}
	return name
}
