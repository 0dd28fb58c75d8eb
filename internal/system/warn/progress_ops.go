package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/sheet"
	"anlan/internal/base/store"
	"anlan/internal/engine/reach"
)

// Progress is a job as it stands: how many were reached, by what.
type Progress struct {
	reach.Job
	Sums reach.Sums `json:"sums"`
}

// progress are the jobs of a case, oldest first, counted for the scope.
func (s *System) progress(ctx context.Context, scope identity.Scope, caseID string) ([]Progress, error) {
	jobs, err := s.Reach.JobsOf(ctx, caseID)
	if err != nil {
		return nil, err
	}
	out := make([]Progress, len(jobs))
	for i, j := range jobs {
		if out[i].Sums, err = s.Reach.Sums(ctx, scope, j.ID); err != nil {
			return nil, err
		}
		out[i].Job = j
	}
	return out, nil
}

type receiversInput struct {
	Job     string `path:"job" maxLength:"64"`
	State   string `query:"state" enum:"missing,waiting,reached,unconfirmed,failed,stopped" doc:"missing is every one but reached"`
	Channel string `query:"channel" maxLength:"20"`
	Kind    string `query:"kind" enum:"person,board,siren,subscriber"`
	Q       string `query:"q" maxLength:"50" doc:"part of the name"`
	Cursor  string `query:"cursor" maxLength:"20" pattern:"^[0-9]*$" doc:"next of the page before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"5000" default:"100" doc:"page size"`
}

// jobInSight is a job that concerns the caller's areas, from within or from around.
func (s *System) jobInSight(ctx context.Context, job string) (reach.Job, identity.Scope, error) {
	scope := httpapi.SubjectOf(ctx).Scope(readReceivers)
	j, err := s.Reach.Job(ctx, job)
	if err == nil && !seen(scope, []string{j.Area}) {
		err = fail.NotFound("reach.job.unknown", "没有这次发布", "there is no such job")
	}
	return j, scope, err
}

func (s *System) listReceivers(ctx context.Context, in *receiversInput) (*httpapi.Body[httpapi.Page[reach.Receiver]], error) {
	_, scope, err := s.jobInSight(ctx, in.Job)
	if err != nil {
		return nil, err
	}
	after, _ := strconv.ParseInt(in.Cursor, 10, 64)
	list, err := s.Reach.Receivers(ctx, scope, in.Job, reach.Filter{State: reach.State(in.State), Channel: in.Channel, Kind: in.Kind, Q: in.Q, After: after, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	out := httpapi.Page[reach.Receiver]{Items: list}
	if len(list) > in.Limit {
		out.Items = list[:in.Limit]
		out.Next = strconv.FormatInt(out.Items[in.Limit-1].N, 10)
	}
	return httpapi.OK(out), nil
}

type jobInput struct {
	Job string `path:"job" maxLength:"64"`
}

// proof is the table of a job: one row for each receiver, and below them the sums of these rows.
func (s *System) proof(ctx context.Context, in *jobInput) (httpapi.File, func(ctx context.Context, w io.Writer) error, error) {
	j, scope, err := s.jobInSight(ctx, in.Job)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	return httpapi.File{Name: "发布证明-" + j.ID + ".xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, func(ctx context.Context, w io.Writer) error {
		return s.writeProof(ctx, w, scope, j)
	}, nil
}

func (s *System) writeProof(ctx context.Context, w io.Writer, scope identity.Scope, j reach.Job) error {
	layout := sheet.Layout{Name: "逐一送达", Widths: []float64{8, 12, 28, 24, 10, 12, 18, 18, 40}}
	table, err := sheet.NewXLSX(w, layout)
	if err != nil {
		return err
	}
	if err := table.Write([]any{"序号", "类别", "名称", "区划", "结果", "触达渠道", "触达时间", "确认时间", "各渠道经过"}); err != nil {
		return err
	}
	sums, err := s.Reach.Proof(ctx, scope, j.ID, func(r reach.Receiver) error {
		return table.Write([]any{r.N, kindWords[r.Kind], r.Name, s.Register.Areas().Name(r.Area), stateWords[r.State], channelTitles[r.ReachedBy].Zh, local(r.ReachedAt), local(r.AnsweredAt), story(r)})
	})
	if err != nil {
		return err
	}
	for _, row := range totals(j, sums) {
		if err := table.Write(row); err != nil {
			return err
		}
	}
	return table.Close()
}

var kindWords = map[string]string{aPerson: "责任人", aBoard: "预警发布屏", aSiren: "应急广播", aSubscriber: "订阅单位"}

var stateWords = map[reach.State]string{
	reach.Waiting: "发送中", reach.Reached: "已触达", reach.Unconfirmed: "已发出未确认", reach.Failed: "未触达", reach.Stopped: "已停止", reach.Queued: "排队", reach.Claimed: "正在发送",
	reach.Sent: "已发出", reach.Delivered: "已送达", reach.Answered: "已确认", reach.Uncertain: "结果不明",
}

func local(at clock.Instant) any {
	if at.IsZero() {
		return nil
	}
	return at.In(beijing).Format("2006-01-02 15:04:05")
}

// story tells the tries of a receiver in words.
func story(r reach.Receiver) string {
	text := ""
	for _, t := range r.Tries {
		if text != "" {
			text += "；"
		}
		text += channelTitles[t.Channel].Zh + "：" + stateWords[t.State]
		if !t.SentAt.IsZero() {
			text += " " + t.SentAt.In(beijing).Format("15:04:05")
		}
		if t.Plays > 0 {
			text += fmt.Sprintf(" 播放 %d 次", t.Plays)
		}
		if t.Detail != "" {
			text += "（" + t.Detail + "）"
		}
	}
	if text == "" {
		text = "没有可用的渠道或地址"
	}
	return text
}

// totals are the rows of sums below the table.
func totals(j reach.Job, s reach.Sums) [][]any {
	rows := [][]any{{}, {"合计", nil, j.Title}, {"对象总数", s.Receivers}}
	for _, st := range []reach.State{reach.Reached, reach.Unconfirmed, reach.Failed, reach.Stopped, reach.Waiting} {
		rows = append(rows, []any{stateWords[st], s.States[st]})
	}
	channels := []string{}
	for c := range s.Channels {
		channels = append(channels, c)
	}
	slices.Sort(channels)
	for _, c := range channels {
		sum := int64(0)
		row := []any{channelTitles[c].Zh, nil}
		text := ""
		for _, st := range []reach.State{reach.Answered, reach.Delivered, reach.Sent, reach.Uncertain, reach.Failed, reach.Stopped, reach.Queued, reach.Claimed} {
			if n := s.Channels[c][st]; n > 0 {
				sum += n
				text += fmt.Sprintf("%s %d　", stateWords[st], n)
			}
		}
		row[1] = sum
		rows = append(rows, append(row, text))
	}
	return append(rows, []any{"播放次数", s.Plays})
}

type againInput struct {
	Job  string `path:"job" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"300"`
	}
}

// again sends the same to those who were not reached, as a job of its own with keys of its own: so, because a person
// decided it, they may get it twice by one channel.
func (s *System) again(ctx context.Context, tx *store.Tx, in *againInput) (*httpapi.Body[reach.Job], error) {
	by := httpapi.SubjectOf(ctx)
	j, err := s.Reach.Job(ctx, in.Job)
	if err != nil {
		return nil, err
	}
	now := clock.Now(s.Clock)
	switch {
	case !by.Can(publishWarning, j.Area):
		return nil, fail.NotFound("reach.job.unknown", "没有这次发布", "there is no such job")
	case j.DoneAt.IsZero():
		return nil, fail.Conflict("warn.again.running", "发布还在进行，请等其结束后再补发", "it is still going on; wait for its end")
	case j.State == reach.Stopped || !j.Until.After(now.Time):
		return nil, fail.Conflict("warn.again.over", "该版本已被更新、解除或失效，不能补发", "this version was replaced, lifted or is over")
	}
	detail, err := json.Marshal(audience{Again: j.ID})
	if err != nil {
		return nil, err
	}
	next := reach.Job{ID: id.New(), Subject: j.Subject, Area: j.Area, Title: "补发：" + j.Title, Texts: j.Texts, Detail: string(detail), Until: j.Until, State: reach.Starting, StartedAt: now}
	if err := s.Reach.Start(ctx, tx, next); err != nil {
		return nil, err
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "reach:" + next.ID, Root: j.Subject, Area: j.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "warn.again", Body: map[string]any{"of": j.ID, "reason": in.Body.Reason}})
	return httpapi.OK(next), err
}

type playsInput struct {
	Day string `query:"day" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"of Beijing; today when empty"`
}

// Plays is what boards and loudspeakers played on one day.
type Plays struct {
	Day   string          `json:"day"`
	Total int64           `json:"total"`
	Items []reach.PlayDay `json:"items" nullable:"false" doc:"the most first, 500 at most"`
}

func (s *System) plays(ctx context.Context, in *playsInput) (*httpapi.Body[Plays], error) {
	out := Plays{Day: in.Day}
	if out.Day == "" {
		out.Day = s.Clock.Now().In(beijing).Format(time.DateOnly)
	}
	var err error
	out.Items, out.Total, err = s.Reach.Plays(ctx, httpapi.SubjectOf(ctx).Scope(readWarnings), out.Day, 500)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}
