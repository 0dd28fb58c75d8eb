package field

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/narrow"
	"anlan/internal/engine/procedure"
)

// The ways by which a message comes.
const (
	byNetwork = "network"
	byShort   = "short" // in the narrow form
	byRadio   = "radio" // entered by the duty officer
)

// Outcomes of a message.
const (
	applied  = "applied"  // it moved something
	confirms = "confirms" // it says what is known
	late     = "late"     // it tells of a moment that is over
	held     = "held"     // it contradicts what is known, or its task is not known: a person must look
	kept     = "kept"     // it is noted
)

// States of a message that wants an answer.
const (
	stateOpen     = "open"
	stateAnswered = "answered"
	stateOver     = "over"
)

// Message is one thing that somebody in the field said, and what became of it. SaidAt is when by their own clock; At is the
// same, but never later than it was received.
type Message struct {
	ID         string          `bun:"id" json:"id"`
	Mark       string          `bun:"mark" json:"mark" doc:"made by the phone; one for each thing said"`
	Person     string          `bun:"person" json:"person"`
	PersonName string          `bun:"person_name" json:"person_name"`
	Form       string          `bun:"form" json:"form" enum:"status,position,par,need,report,mayday,safe"`
	Task       string          `bun:"task" json:"task"`
	TaskTitle  string          `bun:"task_title" json:"task_title"`
	Incident   string          `bun:"incident" json:"incident"`
	Area       string          `bun:"area" json:"area"`
	SaidAt     clock.Instant   `bun:"said_at" json:"said_at" doc:"when, by the sender's clock"`
	At         clock.Instant   `bun:"at" json:"at" doc:"when it happened: what the sender says, not later than it was received"`
	ReceivedAt clock.Instant   `bun:"received_at" json:"received_at"`
	Way        string          `bun:"way" json:"way" enum:"network,short,radio"`
	Placed     bool            `bun:"placed" json:"placed" doc:"whether the place is known"`
	Lon        float64         `bun:"lon" json:"lon"`
	Lat        float64         `bun:"lat" json:"lat"`
	Accuracy   float64         `bun:"accuracy" json:"accuracy" doc:"metres"`
	Content    json.RawMessage `bun:"content" json:"values" doc:"by the fields of its kind"`
	Missing    string          `bun:"missing" json:"missing" doc:"parts of a long short message that have not come, as 2/3; empty when it is whole"`
	Outcome    string          `bun:"outcome" json:"outcome" enum:"applied,confirms,late,held,kept"`
	Stood      string          `bun:"stood" json:"stood" doc:"the stage of the task that it met"`
	Conflict   bool            `bun:"conflict" json:"conflict" doc:"it contradicts another one; both are kept"`
	State      string          `bun:"state" json:"state" enum:",open,answered,over"`
	Answer     string          `bun:"answer" json:"answer"`
	AnsweredAt clock.Instant   `bun:"answered_at" json:"answered_at"`
	AnsweredBy string          `bun:"answered_name" json:"answered_by"`
	OverAt     clock.Instant   `bun:"over_at" json:"over_at"`
	OverBy     string          `bun:"over_name" json:"over_by"`
	Call       string          `bun:"call_id" json:"call"`
	RungAt     clock.Instant   `bun:"rung_at" json:"rung_at" doc:"when people were called last because of it"`
	Rounds     int             `bun:"rounds" json:"rounds" doc:"how often they were called"`
	AloneAt    clock.Instant   `bun:"alone_at" json:"unanswered_since" doc:"since when nobody answers the calls; empty while the first one still rings, and once somebody has"`
}

const messageColumns = "id, mark, person, person_name, form, task, task_title, incident, area, said_at, at, received_at, way, placed, lon, lat, accuracy, content, missing, outcome, stood, conflict, state, answer, answered_at, answered_name, over_at, over_name, call_id, rung_at, rounds, alone_at"

// values are the fields of a message as the codec reads them: numbers as int.
func (m Message) values() map[string]any {
	out := map[string]any{}
	if json.Unmarshal(m.Content, &out) != nil {
		return map[string]any{}
	}
	return whole(out)
}

// whole turns whole numbers of JSON into int, which the codec wants; others stay, and are refused by it.
func whole(v map[string]any) map[string]any {
	out := make(map[string]any, len(v))
	for k, x := range v {
		if f, ok := x.(float64); ok && f == math.Trunc(f) && math.Abs(f) < 1e9 {
			x = int(f)
		}
		out[k] = x
	}
	return out
}

func word(v map[string]any, name string) string { s, _ := v[name].(string); return s }
func number(v map[string]any, name string) int  { n, _ := v[name].(int); return n }

// said is what comes in, by whatever way.
type said struct {
	mark    string
	form    string
	task    string
	at      time.Time
	place   *narrow.Place
	values  map[string]any
	missing string
	way     string
}

// taking is one message on its way in: its effect changes the message, and the fields of it that are kept.
type taking struct {
	tx   *store.Tx
	by   identity.Subject
	m    *Message
	v    map[string]any
	task *procedure.Case // held for this transaction; nil for none
	// says is what stands in the journal and on the timeline beside the title.
	says string
	// quiet says that an act of the procedure tells the same.
	quiet bool
}

// aheadBy is how far a phone's clock may be ahead of ours before the difference is said.
const aheadBy = 2 * time.Minute

// take takes a message once: the first time it is kept with all that it brings about, in tx; again it is the first one. It
// fails with Invalid for what is not of its kind, NotFound for a task that is not the sender's to see, Denied for one that is
// somebody else's, Conflict for a mark that was used for something else. What comes in the narrow form cannot be told to its
// sender, so it is kept even when its task is not known (held).
func (s *System) take(ctx context.Context, tx *store.Tx, by identity.Subject, in said) (Message, error) {
	k, ok := s.kind(in.form)
	if !ok {
		return Message{}, fail.Invalid("field.message.form", "没有这种报文："+in.form, "there is no such kind of message").At("form")
	}
	now := s.now()
	m := Message{
		ID: id.New(), Mark: in.mark, Person: by.ID, PersonName: by.Name, Form: in.form, SaidAt: clock.At(in.at.Truncate(time.Second)), ReceivedAt: now, Way: in.way,
		Missing: in.missing, Outcome: kept,
	}
	m.At = m.SaidAt
	if m.At.After(now.Time) {
		m.At = now
	}
	if was, found, err := markOf(ctx, tx, by.ID, in.mark); err != nil || found {
		if err != nil {
			return m, err
		}
		if !another(was, m, in) {
			return s.again(ctx, tx, was, m, in)
		}
		m.Mark = markOfContent(in)
		if was, found, err = markOf(ctx, tx, by.ID, m.Mark); err != nil || found {
			return was, err
		}
	}
	if p := in.place; p != nil {
		m.Placed, m.Lon, m.Lat, m.Accuracy = true, p.Lon, p.Lat, p.Accuracy
	}
	if err := s.check(in); err != nil {
		return m, err
	}
	var err error
	if m.Content, err = json.Marshal(in.values); err != nil {
		return m, err
	}
	t := &taking{tx: tx, by: by, m: &m, v: in.values}
	if err := s.findTask(ctx, t, k, in); err != nil {
		return m, err
	}
	first, err := insertMessage(ctx, tx, m)
	if err != nil {
		return m, err
	}
	if !first { // the same one came by another way at the same moment
		was, _, err := markOf(ctx, tx, by.ID, m.Mark)
		if err != nil {
			return m, err
		}
		if another(was, m, in) {
			return m, fail.Unavailable("field.message.meeting", "两条报告同时到达，稍后自动重试", "two reports came at the same moment; try again")
		}
		return s.again(ctx, tx, was, m, in)
	}
	if t.task == nil && k.OfTask {
		m.Outcome, m.Conflict, t.says = held, true, "任务编号无法对应，请核对"
	} else if err := k.take(s, ctx, t); err != nil {
		return m, err
	}
	return m, s.finish(ctx, t, k)
}

// check holds the fields against the kind; a text with gaps is longer by what is said of them.
func (s *System) check(in said) error {
	v := in.values
	if in.missing != "" {
		v = map[string]any{}
		for name, x := range in.values {
			if v[name] = x; name == "text" {
				v[name] = "…"
			}
		}
	}
	if r := s.book.Check(narrow.Message{Form: in.form, At: in.at.Unix(), Place: in.place, Values: v}); r != nil {
		return fail.Invalid("field.message."+string(r.Reason), r.Text.Zh, r.Text.En).At("values." + r.Where)
	}
	return nil
}

// findTask finds the task of a message and where the message belongs. A mayday without a known task goes on without one.
func (s *System) findTask(ctx context.Context, t *taking, k Kind, in said) error {
	m := t.m
	if in.task != "" {
		c, err := s.Procedure.Locked(ctx, t.tx, t.by, in.task)
		switch {
		case err == nil && c.Procedure != taskProcedure:
			err = fail.NotFound("field.task.unknown", "没有这项任务，或不是派给你的", "there is no such task of yours").At("task")
		case err == nil && c.Assignee != t.by.ID && !t.by.Can(answersTasks, c.Area):
			err = fail.Denied("field.task.other", "这项任务派给了"+c.AssigneeName+"，只能由其本人或值班员报告", "this task was given to "+c.AssigneeName).At("task")
		}
		if err == nil {
			t.task = c
			m.Task, m.TaskTitle, m.Incident, m.Area = c.ID, c.Title, c.Root, c.Area
			m.Stood = c.Stage
			return nil
		}
		if k.OfTask && in.way != byShort || fail.As(err) == nil {
			return err
		}
	} else if k.OfTask && in.way != byShort {
		return fail.Invalid("field.message.task", "请选择任务", "say which task").At("task")
	}
	if m.Placed {
		m.Area = s.Register.Areas().Locate(geo.Point{Lon: m.Lon, Lat: m.Lat})
	}
	if m.Area == "" && len(t.by.Grants) > 0 {
		m.Area = t.by.Grants[0].Area
	}
	if m.Area == "" {
		m.Area = s.Home
	}
	return nil
}

// digest is what a message says, by its fields.
func digest(v map[string]any) string {
	b, _ := json.Marshal(whole(v)) // maps are written in the order of their keys
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// another says that a message is not the one that has its mark already: of the same kind and second it says something else. Both
// count. Whether one of which parts are missing says the same is not known: it is taken for the same.
func another(was, m Message, in said) bool {
	return was.Form == m.Form && was.SaidAt.Equal(m.SaidAt.Time) && was.Missing == "" && in.missing == "" && digest(was.values()) != digest(in.values)
}

// markOfContent is the mark of a message whose own mark is taken: sent again it is the same one.
func markOfContent(in said) string {
	sum := sha256.Sum256([]byte(in.mark + "\n" + digest(in.values)))
	return hex.EncodeToString(sum[:8])
}

// again is a message that came before. One that said less, because a part of it was missing, is completed; another content
// under the same mark is refused with Conflict.
func (s *System) again(ctx context.Context, tx *store.Tx, was, m Message, in said) (Message, error) {
	if was.Form != m.Form || !was.SaidAt.Equal(m.SaidAt.Time) {
		return was, fail.Conflict("field.message.mark", "报文编号已用于另一条报告，请重新填写后发送", "the mark was used for something else; say it anew").At("mark")
	}
	if was.Missing == "" || was.Missing == m.Missing {
		return was, nil
	}
	if err := s.check(in); err != nil {
		return was, err
	}
	var err error
	if was.Content, err = json.Marshal(in.values); err != nil {
		return was, err
	}
	was.Missing = m.Missing
	if _, err := tx.NewRaw("UPDATE field_message SET content = ?, missing = ? WHERE id = ?", string(was.Content), was.Missing, was.ID).Exec(ctx); err != nil {
		return was, fmt.Errorf("complete message %s: %w", was.ID, err)
	}
	k, _ := s.kind(was.Form)
	err = s.note(ctx, tx, machine, was, "field."+was.Form+".completed", lang.T("短报文补全："+k.Title.Zh, "Short message completed: "+k.Title.En), s.words(k, in.values))
	if err != nil {
		return was, err
	}
	return was, s.tell(ctx, tx, MessageTaken, was)
}

// finish writes what became of a message, its journal entry and its event.
func (s *System) finish(ctx context.Context, t *taking, k Kind) error {
	m := *t.m
	_, err := t.tx.NewRaw("UPDATE field_message SET incident = ?, area = ?, outcome = ?, stood = ?, conflict = ?, state = ?, call_id = ?, rung_at = ?, rounds = ?, alone_at = ? WHERE id = ?",
		m.Incident, m.Area, m.Outcome, m.Stood, m.Conflict, m.State, m.Call, m.RungAt, m.Rounds, m.AloneAt, m.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("message %s: %w", m.ID, err)
	}
	if m.Form != Position { // where people are is kept as tracks are: not in the journal
		action := "field." + m.Form
		if t.quiet && !m.Conflict && m.Way == byNetwork && m.ReceivedAt.Sub(m.At.Time) < aheadBy {
			action = "field.status.applied"
		}
		if err := s.note(ctx, t.tx, actor(t.by), m, action, lang.T("一线报告："+s.head(k, t.v).Zh, "From the field: "+s.head(k, t.v).En), join("；", s.words(k, t.v), s.when(m), t.says)); err != nil {
			return err
		}
	}
	return s.tell(ctx, t.tx, MessageTaken, m)
}

// head is a message in a word or two: its kind, and its first choice.
func (s *System) head(k Kind, v map[string]any) lang.Text {
	for _, f := range k.Fields {
		if f.Sort != narrow.Choice {
			continue
		}
		for _, c := range f.Choices {
			if c.Name == v[f.Name] {
				if k.Form.Name == Status {
					return c.Title
				}
				return lang.T(k.Title.Zh+"·"+c.Title.Zh, k.Title.En+": "+c.Title.En)
			}
		}
	}
	return k.Title
}

// words are the numbers and texts of a message.
func (s *System) words(k Kind, v map[string]any) string {
	var out []string
	for _, f := range k.Fields {
		switch x := v[f.Name].(type) {
		case int:
			out = append(out, fmt.Sprintf("%s %d", f.Title.Zh, x))
		case string:
			if f.Sort == narrow.Text {
				out = append(out, x)
			}
		}
	}
	return join("，", out...)
}

// when says what must be known of the time of a message: that it came late, by a short message, or from a phone whose clock is wrong.
func (s *System) when(m Message) string {
	var out []string
	if lag := m.ReceivedAt.Sub(m.At.Time); lag >= aheadBy {
		out = append(out, moment(m.At)+" 发生，"+moment(m.ReceivedAt)+" 收到")
	}
	if m.SaidAt.Sub(m.ReceivedAt.Time) > aheadBy {
		out = append(out, "手机时钟偏快，按收到时间记")
	}
	switch m.Way {
	case byShort:
		out = append(out, "短报文")
	case byRadio:
		out = append(out, "电台口报")
	}
	if m.Missing != "" {
		out = append(out, "缺第 "+m.Missing+" 段")
	}
	return join("，", out...)
}

func join(sep string, parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += sep
		}
		out += p
	}
	return out
}

var china = time.FixedZone("CST", 8*3600)

func moment(i clock.Instant) string { return i.In(china).Format("01-02 15:04") }

// note writes an entry of the journal that stands on the timeline of the incident.
func (s *System) note(ctx context.Context, tx *store.Tx, by journal.Actor, m Message, action string, title lang.Text, text string) error {
	object := m.Task
	if object == "" {
		object = "field:" + m.ID
	}
	_, err := s.Journal.Append(ctx, tx, journal.Entry{
		Object: object, Root: m.Incident, Area: m.Area, Actor: by, Action: action,
		Body: map[string]any{"title": title.Zh, "title_en": title.En, "text": text, "case": m.TaskTitle, "message": m.ID, "form": m.Form, "values": m.Content, "at": m.At, "received_at": m.ReceivedAt, "way": m.Way, "outcome": m.Outcome, "stood": m.Stood},
	})
	return err
}

// tell emits an event about a message.
func (s *System) tell(ctx context.Context, tx *store.Tx, t bus.Type, m Message) error {
	return s.Bus.EmitValue(ctx, tx, bus.Event{Type: t, Area: m.Area, Object: m.ID, Permission: readMessages}, Notice{Incident: m.Incident, Task: m.Task, Message: m.ID, Form: m.Form})
}

func markOf(ctx context.Context, tx *store.Tx, person, mark string) (Message, bool, error) {
	var out []Message
	if err := tx.NewRaw("SELECT "+messageColumns+" FROM field_message WHERE person = ? AND mark = ?", person, mark).Scan(ctx, &out); err != nil {
		return Message{}, false, fmt.Errorf("message %s: %w", mark, err)
	}
	if len(out) == 0 {
		return Message{}, false, nil
	}
	return out[0], true, nil
}

// insertMessage keeps a message; first is false when its mark is there already.
func insertMessage(ctx context.Context, tx *store.Tx, m Message) (first bool, err error) {
	r, err := tx.NewRaw("INSERT INTO field_message ("+messageColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, mark) DO NOTHING",
		m.ID, m.Mark, m.Person, m.PersonName, m.Form, m.Task, m.TaskTitle, m.Incident, m.Area, m.SaidAt, m.At, m.ReceivedAt, m.Way, m.Placed, m.Lon, m.Lat, m.Accuracy, string(m.Content), m.Missing,
		m.Outcome, m.Stood, m.Conflict, m.State, m.Answer, m.AnsweredAt, m.AnsweredBy, m.OverAt, m.OverBy, m.Call, m.RungAt, m.Rounds, m.AloneAt).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("keep message %s: %w", m.Mark, err)
	}
	n, err := r.RowsAffected()
	return n == 1, err
}

// takeKept notes a message: it moves nothing.
func (s *System) takeKept(_ context.Context, _ *taking) error { return nil }

// takeOpen notes a message that stands open until the desk answers it.
func (s *System) takeOpen(_ context.Context, t *taking) error {
	t.m.State = stateOpen
	return nil
}

// messagesWhere lists messages, the newest first.
func messagesWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]Message, error) {
	out := []Message{}
	if err := q.NewRaw("SELECT "+messageColumns+" FROM field_message WHERE "+where, args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("messages of the field: %w", err)
	}
	return out, nil
}
