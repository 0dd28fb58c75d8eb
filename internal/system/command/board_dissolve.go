package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
)

type dissolveInput struct {
	ID    string `path:"id" maxLength:"64"`
	Group string `path:"group" maxLength:"64" doc:"of a group that was set up by hand"`
	Body  struct {
		Move bool   `json:"move,omitempty" doc:"move its units, too; without it a group that has units is not dissolved"`
		To   string `json:"to,omitempty" maxLength:"120" doc:"the group to which they go; empty for none"`
	}
}

// GroupMove says what became of a group, and which units moved with it.
type GroupMove struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	To    string   `json:"to" doc:"the group to which its units went or from which they came back; empty for none"`
	Units []string `json:"units" nullable:"false"`
}

// movedUnits is what the dissolving of a group moved.
type movedUnits struct {
	To    string   `json:"to"`
	Units []string `json:"units"`
}

// oneGroup is a group that was set up by hand, dissolved or not; NotFound when there is none.
func (t roomTurn) oneGroup(ctx context.Context, group string) (groupRow, error) {
	rows, err := groupsWhere(ctx, t.tx, "incident = ? AND id = ?", t.c.ID, group)
	if err != nil {
		return groupRow{}, err
	}
	if len(rows) == 0 {
		return groupRow{}, fail.NotFound("command.board.group", "没有这个工作组，或是由预案设立、随响应解除而结束的工作组", "there is no such group, or it belongs to a plan and ends with it").At("group")
	}
	return rows[0], nil
}

// dissolveGroup dissolves a group that was set up by hand. One that has units is refused with Illegal, unless they are moved with
// it; one that was dissolved meanwhile with Conflict. Both stand in the log, and it can be restored.
func (s *System) dissolveGroup(ctx context.Context, tx *store.Tx, in *dissolveInput) (*httpapi.Body[GroupMove], error) {
	t, err := s.inRoom(ctx, tx, in.ID, false)
	if err != nil {
		return nil, err
	}
	g, err := t.oneGroup(ctx, in.Group)
	if err != nil {
		return nil, err
	}
	if !g.EndedAt.IsZero() {
		return nil, fail.Conflict("command.board.dissolved", fmt.Sprintf("%s已由%s于 %s 解散", g.Title, g.EndedBy, g.EndedAt.In(china).Format("15:04")), g.Title+" was dissolved by "+g.EndedBy).At("group")
	}
	if in.Body.To == g.ID {
		return nil, fail.Invalid("command.board.same-group", "请选择另一个工作组", "choose another group").At("to")
	}
	ids, names, err := s.unitsIn(ctx, t, g.ID)
	if err != nil {
		return nil, err
	}
	if len(ids) > 0 && !in.Body.Move {
		return nil, fail.Illegal("command.board.not-empty", fmt.Sprintf("%s还有 %d 支力量（%s）：请先调出，或选择全部移至其他组后解散", g.Title, len(ids), strings.Join(names, "、")),
			fmt.Sprintf("%s has %d forces: move them away first, or all of them with it", g.Title, len(ids))).At("move")
	}
	to, err := s.groupTitle(ctx, tx, t.c.ID, in.Body.To)
	if err != nil {
		return nil, err
	}
	for _, unit := range ids {
		if err := t.putUnit(ctx, unit, in.Body.To); err != nil {
			return nil, err
		}
	}
	out := GroupMove{ID: g.ID, Title: g.Title, To: in.Body.To, Units: ids}
	moved, err := json.Marshal(movedUnits{out.To, out.Units})
	if err != nil {
		return nil, err
	}
	if _, err := tx.NewRaw("UPDATE command_group SET ended_at = ?, ended_name = ?, moved = ? WHERE incident = ? AND id = ?", t.now, t.by.Name, string(moved), t.c.ID, g.ID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("dissolve %s: %w", g.ID, err)
	}
	text := g.Title
	if len(names) > 0 {
		text += fmt.Sprintf("；%s→%s", strings.Join(names, "、"), to)
	}
	return httpapi.OK(out), s.wrote(ctx, t, groupEnded, text, map[string]any{"group": g.ID, "to": out.To, "units": out.Units})
}

// unitsIn are the forces that the incident has in a group.
func (s *System) unitsIn(ctx context.Context, t roomTurn, group string) (ids, names []string, err error) {
	kept, err := s.Dispatch.Kept(ctx, t.c.ID)
	if err != nil {
		return nil, nil, err
	}
	_, of, err := groupsOf(ctx, t.tx, t.c.ID)
	if err != nil {
		return nil, nil, err
	}
	ids = []string{}
	for _, f := range kept {
		if of[f.ID] == group {
			ids, names = append(ids, f.ID), append(names, f.Name)
		}
	}
	return ids, names, nil
}

type restoreInput struct {
	ID    string `path:"id" maxLength:"64"`
	Group string `path:"group" maxLength:"64"`
}

// restoreGroup takes the dissolving of a group back: the group stands again, with the units that were moved, as far as nobody has
// moved them elsewhere since. One that stands is refused with Conflict, and so is one whose title another group has by now.
func (s *System) restoreGroup(ctx context.Context, tx *store.Tx, in *restoreInput) (*httpapi.Body[GroupMove], error) {
	t, err := s.inRoom(ctx, tx, in.ID, false)
	if err != nil {
		return nil, err
	}
	g, err := t.oneGroup(ctx, in.Group)
	if err != nil {
		return nil, err
	}
	if g.EndedAt.IsZero() {
		return nil, fail.Conflict("command.board.stands", g.Title+"没有解散，或已恢复", g.Title+" is not dissolved").At("group")
	}
	if err := t.freeTitle(ctx, g.Title); err != nil {
		return nil, err
	}
	var moved movedUnits
	if err := json.Unmarshal([]byte(g.Moved), &moved); err != nil {
		return nil, fmt.Errorf("group %s: %w", g.ID, err)
	}
	now, titles, err := s.unitsIn(ctx, t, moved.To)
	if err != nil {
		return nil, err
	}
	out, names := GroupMove{ID: g.ID, Title: g.Title, To: moved.To, Units: []string{}}, []string{}
	for i, unit := range now {
		if !slices.Contains(moved.Units, unit) {
			continue
		}
		if err := t.putUnit(ctx, unit, g.ID); err != nil {
			return nil, err
		}
		out.Units, names = append(out.Units, unit), append(names, titles[i])
	}
	if _, err := tx.NewRaw("UPDATE command_group SET ended_at = NULL, ended_name = '', moved = '' WHERE incident = ? AND id = ?", t.c.ID, g.ID).Exec(ctx); err != nil {
		return nil, fmt.Errorf("restore %s: %w", g.ID, err)
	}
	text := g.Title
	if len(names) > 0 {
		text += "；" + strings.Join(names, "、") + "回到本组"
	}
	return httpapi.OK(out), s.wrote(ctx, t, groupBack, text, map[string]any{"group": g.ID, "units": out.Units})
}
