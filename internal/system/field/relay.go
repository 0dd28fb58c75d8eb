package field

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/connect"
	"anlan/internal/connect/narrow"
	"anlan/internal/engine/procedure"
)

type relayInput struct {
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"20000" doc:"frames in hexadecimal or base64, with white space between them; at most 64"`
	}
}

// RelayLine is what became of one frame.
type RelayLine struct {
	N       int       `json:"n" doc:"which of them, from 1"`
	Taken   bool      `json:"taken" doc:"it is kept; when it is the first part of its message, all that it brings about is done"`
	Form    string    `json:"form,omitempty"`
	Title   lang.Text `json:"title"`
	Person  string    `json:"person,omitempty" doc:"who wrote it"`
	Part    int       `json:"part,omitempty"`
	Parts   int       `json:"parts,omitempty"`
	Missing string    `json:"missing,omitempty" doc:"parts that have not come"`
	Outcome string    `json:"outcome,omitempty" enum:"applied,confirms,late,held,kept,waiting" doc:"waiting: for the first part"`
	Why     lang.Text `json:"why" doc:"why it was not taken"`
	Suggest string    `json:"suggest,omitempty" doc:"the only reading near to it whose checksum agrees; to be held against the source before it is passed on"`
}

// Relayed is what became of each frame.
type Relayed struct {
	Items []RelayLine `json:"items" nullable:"false"`
}

// relay takes frames that somebody passes on. Who that is does not matter: each is signed by who wrote it. One that cannot be
// taken says why, and the others are taken all the same; when none could be, the first reason is the answer (Invalid), or the
// error where the fault was ours.
func (s *System) relay(ctx context.Context, in *relayInput) (*httpapi.Body[Relayed], error) {
	words, r := narrow.FromText(in.Body.Text)
	if r != nil {
		return nil, refusal(r).At("text")
	}
	out := Relayed{Items: make([]RelayLine, len(words))}
	var first, ours error
	taken := 0
	for i, w := range words {
		line, err := s.frame(ctx, w)
		if f := fail.As(err); err != nil {
			if f == nil || f.Kind == fail.KindInternal {
				s.Log.Error("short message", "n", i+1, "err", err)
				f, ours = errOurs, cmp.Or(ours, err)
			}
			line.Why = f.Text
			if first == nil {
				first = f.At(fmt.Sprintf("text[%d]", i))
			}
		} else {
			line.Taken = true
			taken++
		}
		line.N = i + 1
		out.Items[i] = line
	}
	if taken == 0 {
		return nil, cmp.Or(ours, first)
	}
	return httpapi.OK(out), nil
}

var errOurs = fail.Unavailable("field.frame.failed", "服务器未能处理这一条，请稍后重新转入", "the server failed on this one; pass it on again later")

func refusal(r *connect.Rejection) *fail.Error {
	return fail.Invalid("field.frame."+string(r.Reason), r.Text.Zh, r.Text.En)
}

// unread refuses a word that is no frame or came damaged, with what it may have been. It is never taken for that: who passes it on
// has the source.
func unread(w narrow.Word, r *connect.Rejection) (RelayLine, error) {
	why := refusal(r)
	g, ok := narrow.Nearest(w.Text)
	if ok {
		why.Text = lang.T(why.Text.Zh+"；"+g.Says.Zh, why.Text.En+"; "+g.Says.En)
	}
	return RelayLine{Suggest: g.Text}, why
}

// frame takes one frame in a transaction of its own: it is kept, and its message taken as far as it has come.
func (s *System) frame(ctx context.Context, w narrow.Word) (RelayLine, error) {
	var line RelayLine
	if w.Fault != nil {
		return unread(w, w.Fault)
	}
	f, r := narrow.Parse(w.Frame)
	if r != nil {
		return unread(w, r)
	}
	key, by, err := s.keyOf(ctx, f.Sender)
	if err != nil {
		return line, err
	}
	if !f.By(key) {
		return line, fail.Denied("field.frame.forged", "签名不符：不是本人手机发出的短报文", "the signature does not agree: it was not written by that phone")
	}
	line.Person, line.Part, line.Parts = by.Name, f.Part+1, f.Parts
	mark := fmt.Sprintf("%016x", f.ID)
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		frames, err := s.keepPart(ctx, tx, f, mark)
		if err != nil {
			return err
		}
		m, missing, r := s.book.Join(frames)
		if r != nil && r.Reason == connect.Shape && f.Parts == 1 { // another one that has the same mark: it is whole in itself
			m, missing, r = s.book.Join(frames[:1])
		}
		if k, ok := s.kind(m.Form); ok {
			line.Form, line.Title = m.Form, k.Title
		}
		if r != nil && r.Reason == connect.Gap {
			line.Outcome, line.Missing = "waiting", "1/"+fmt.Sprint(f.Parts)
			return nil
		}
		if r != nil {
			return refusal(r)
		}
		task, err := s.taskOf(ctx, by, m.Task)
		if err != nil {
			return err
		}
		got, err := s.take(ctx, tx, by, said{mark: mark, form: m.Form, task: task, at: time.Unix(m.At, 0), place: m.Place, values: m.Values, missing: parts(missing, f.Parts), way: byShort})
		line.Outcome, line.Missing = got.Outcome, got.Missing
		return err
	})
	return line, err
}

// parts are the parts that have not come, as people count them.
func parts(missing []int, all int) string {
	out := make([]string, len(missing))
	for i, p := range missing {
		out[i] = fmt.Sprintf("%d/%d", p+1, all)
	}
	return strings.Join(out, "、")
}

// keepPart keeps a frame and returns all of its message that have come. It holds the key, so that of two parts that come at the
// same moment the second sees the first.
func (s *System) keepPart(ctx context.Context, tx *store.Tx, f narrow.Frame, mark string) ([]narrow.Frame, error) {
	var held []int64
	if err := tx.NewRaw("SELECT number FROM field_key WHERE number = ?"+tx.ForUpdate(), int64(f.Sender)).Scan(ctx, &held); err != nil {
		return nil, fmt.Errorf("hold key %d: %w", f.Sender, err)
	}
	_, err := tx.NewRaw("INSERT INTO field_part (number, mark, part, frame, received_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (number, mark, part) DO NOTHING", int64(f.Sender), mark, f.Part, hex.EncodeToString(f.Bytes()), s.now()).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("keep part of %s: %w", mark, err)
	}
	var rows []string
	if err := tx.NewRaw("SELECT frame FROM field_part WHERE number = ? AND mark = ? ORDER BY part", int64(f.Sender), mark).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("parts of %s: %w", mark, err)
	}
	out := []narrow.Frame{f}
	for _, row := range rows {
		b, err := hex.DecodeString(row)
		if err != nil {
			return nil, fmt.Errorf("part of %s: %w", mark, err)
		}
		if p, r := narrow.Parse(b); r == nil {
			out = append(out, p)
		}
	}
	return out, nil
}

// taskOf is the task of a person that a short reference means; of two the open one, "" when there is none.
func (s *System) taskOf(ctx context.Context, by identity.Subject, ref uint32) (string, error) {
	if ref == 0 {
		return "", nil
	}
	out := ""
	cursor := ""
	for {
		list, next, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: taskProcedure, Mine: true, Cursor: cursor, Limit: 500})
		if err != nil {
			return "", err
		}
		for _, c := range list {
			if narrow.Ref(c.ID) != ref {
				continue
			}
			if !c.Closed {
				return c.ID, nil
			}
			if out == "" {
				out = c.ID
			}
		}
		if cursor = next; next == "" {
			return out, nil
		}
	}
}
