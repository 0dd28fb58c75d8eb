package field

import (
	"context"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect/narrow"
)

type fieldSayInput struct {
	Mark string `path:"mark" pattern:"^[0-9a-f]{16}$" doc:"made by the phone at random; one for each thing said"`
	Body struct {
		Form   string         `json:"form" enum:"status,position,par,need,report,mayday,safe"`
		Task   string         `json:"task,omitempty" maxLength:"64" doc:"the task that it is about"`
		At     time.Time      `json:"at" doc:"when it happened, by the phone; whole seconds"`
		Place  *narrow.Place  `json:"place,omitempty"`
		Values map[string]any `json:"values,omitempty" doc:"by the fields of the kind"`
	}
}

// say takes what comes over the network; see take.
func (s *System) say(ctx context.Context, tx *store.Tx, in *fieldSayInput) (*httpapi.Body[Message], error) {
	b := in.Body
	m, err := s.take(ctx, tx, httpapi.SubjectOf(ctx), said{mark: in.Mark, form: b.Form, task: b.Task, at: b.At, place: b.Place, values: whole(b.Values), way: byNetwork})
	return httpapi.OK(m), err
}

// KindItem is a kind as the phone is given it.
type KindItem struct {
	narrow.Form
	Effect lang.Text `json:"effect" doc:"what it brings about"`
	Merge  lang.Text `json:"merge" doc:"the rule when two meet or one comes late"`
	OfTask bool      `json:"of_task" doc:"whether it is always about a task"`
}

func (s *System) kindItems() []KindItem {
	out := make([]KindItem, len(s.kinds))
	for i, k := range s.kinds {
		out[i] = KindItem{k.Form, k.Effect, k.Merge, k.OfTask}
	}
	return out
}

func (s *System) listKinds(context.Context, *struct{}) (*httpapi.Body[httpapi.Page[KindItem]], error) {
	return httpapi.OK(httpapi.Page[KindItem]{Items: s.kindItems()}), nil
}

// PhonePack is what the phone takes along. Tasks come from the list of tasks.
type PhonePack struct {
	At       clock.Instant `json:"at" doc:"the server's time, by which the phone shows clocks"`
	Kinds    []KindItem    `json:"kinds" nullable:"false"`
	Terms    PARTerms      `json:"terms"`
	PAR      []PARState    `json:"par" nullable:"false"`
	Messages []Message     `json:"messages" nullable:"false" doc:"the caller's of the last three days, the newest first, at most 100; without positions"`
}

// mineFor is how far back the phone sees what was said from it.
const mineFor = 72 * time.Hour

func (s *System) mine(ctx context.Context, _ *struct{}) (*httpapi.Body[PhonePack], error) {
	by := httpapi.SubjectOf(ctx)
	v := PhonePack{At: s.now(), Kinds: s.kindItems()}
	var err error
	if v.Terms, err = s.termsIn(ctx, s.DB.Read()); err != nil {
		return nil, err
	}
	if v.PAR, err = parsWhere(ctx, s.DB.Read(), "person = ? AND ended_at IS NULL ORDER BY due_at, id LIMIT 50", by.ID); err != nil {
		return nil, err
	}
	v.Messages, err = messagesWhere(ctx, s.DB.Read(), "person = ? AND form <> 'position' AND (received_at > ? OR state IN ('open', 'answered') AND form = 'mayday') ORDER BY at DESC, id DESC LIMIT 100", by.ID, clock.At(s.Clock.Now().Add(-mineFor)))
	return httpapi.OK(v), err
}

type messagesInput struct {
	Incident string `query:"incident" maxLength:"64" doc:"those of one incident"`
	Area     string `query:"area" pattern:"^[0-9A-Z]{0,20}$"`
	Only     string `query:"only" enum:"open,conflict" doc:"only those that wait for an answer, or only conflicts that nobody has settled"`
	Limit    int    `query:"limit" minimum:"1" maximum:"500" default:"200"`
}

// messages lists what was said. Those of an incident are for whoever may see the incident; the others by area.
func (s *System) messages(ctx context.Context, in *messagesInput) (*httpapi.Body[httpapi.Page[Message]], error) {
	where, args, err := s.within(ctx, in.Incident, in.Area)
	if err != nil {
		return nil, err
	}
	switch in.Only {
	case "open":
		where += " AND state = 'open'"
	case "conflict":
		where += " AND conflict AND answered_at IS NULL"
	}
	list, err := messagesWhere(ctx, s.DB.Read(), where+" ORDER BY at DESC, id DESC LIMIT ?", append(args, max(1, in.Limit))...)
	return httpapi.OK(httpapi.Page[Message]{Items: list}), err
}

// within is the condition that something of the field is the caller's to see: it belongs to an incident that they see and
// in whose area they may read messages, or lies in their area.
func (s *System) within(ctx context.Context, incident, area string) (string, []any, error) {
	by := httpapi.SubjectOf(ctx)
	if incident == "" {
		in, args := by.Scope(readMessages).Within(area).SQL("area")
		return in, args, nil
	}
	c, err := s.Procedure.Case(ctx, by, incident)
	if err == nil && (c.Procedure != incidentProcedure || !by.Can(readMessages, c.Area)) {
		err = fail.NotFound("field.incident.unknown", "没有这起险情，或不在你的辖区", "there is no such incident in your area")
	}
	return "incident = ?", []any{incident}, err
}

type fieldAnswerInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"200" doc:"what is done, or how it was settled"`
	}
}

// theirs is a message that the caller may answer; NotFound otherwise.
func (s *System) theirs(ctx context.Context, tx *store.Tx, by identity.Subject, id string) (Message, error) {
	list, err := messagesWhere(ctx, tx, "id = ?"+tx.ForUpdate(), id)
	if err != nil {
		return Message{}, err
	}
	if len(list) == 0 || !by.Can(answerThem, list[0].Area) {
		return Message{}, fail.NotFound("field.message.unknown", "没有这条报告，或不在你的辖区", "there is no such message in your area")
	}
	return list[0], nil
}

// answer answers a message. The first answer stands: a second one is refused with Conflict that names who was first.
func (s *System) answer(ctx context.Context, tx *store.Tx, in *fieldAnswerInput) (*httpapi.Body[Message], error) {
	by := httpapi.SubjectOf(ctx)
	m, err := s.theirs(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if !m.AnsweredAt.IsZero() {
		return nil, fail.Conflict("field.message.answered", m.AnsweredBy+"已于 "+moment(m.AnsweredAt)+" 答复："+m.Answer, m.AnsweredBy+" has answered it: "+m.Answer)
	}
	m.Answer, m.AnsweredAt, m.AnsweredBy, m.AloneAt = in.Body.Text, s.now(), by.Name, clock.Instant{}
	if m.State == stateOpen {
		m.State = stateAnswered
	}
	if _, err := tx.NewRaw("UPDATE field_message SET answer = ?, answered_at = ?, answered_name = ?, state = ?, alone_at = NULL WHERE id = ?", m.Answer, m.AnsweredAt, m.AnsweredBy, m.State, m.ID).Exec(ctx); err != nil {
		return nil, err
	}
	if m.Form == Mayday {
		if err := s.stopShared(ctx, tx, by, m, by.Name+"已收到求救"); err != nil {
			return nil, err
		}
	}
	k, _ := s.kind(m.Form)
	head := s.head(k, m.values())
	if err := s.note(ctx, tx, actor(by), m, "field."+m.Form+".answered", lang.T("答复一线："+head.Zh, "Answered: "+head.En), m.PersonName+"："+m.Answer); err != nil {
		return nil, err
	}
	return httpapi.OK(m), s.tell(ctx, tx, MessageTaken, m)
}

// endMayday ends a mayday; one that is over stays as it is.
func (s *System) endMayday(ctx context.Context, tx *store.Tx, in *fieldAnswerInput) (*httpapi.Body[Message], error) {
	by := httpapi.SubjectOf(ctx)
	m, err := s.theirs(ctx, tx, by, in.ID)
	if err != nil {
		return nil, err
	}
	if m.Form != Mayday {
		return nil, fail.Invalid("field.message.no-mayday", "这条报告不是求救", "this is no mayday").At("id")
	}
	if m.State == stateOver {
		return httpapi.OK(m), nil
	}
	if err := s.over(ctx, tx, m, by.Name, in.Body.Text); err != nil {
		return nil, err
	}
	if err := s.stopShared(ctx, tx, by, m, "求救已解除"); err != nil {
		return nil, err
	}
	m.State, m.OverAt, m.OverBy, m.AloneAt = stateOver, s.now(), by.Name, clock.Instant{}
	return httpapi.OK(m), s.note(ctx, tx, actor(by), m, "field.mayday.ended", lang.T("求救解除", "Mayday ended"), m.PersonName+"："+in.Body.Text)
}
