package app

import (
	"context"
	"strings"
	"time"

	"anlan/internal/base/lang"
	"anlan/internal/system/command"
	"anlan/internal/system/report"
)

// reports makes the reporting of incidents to the upper levels; what happened in one is told by the command system.
func (a *App) reports(ctx context.Context, cmd *command.System) (*report.System, error) {
	return report.New(ctx, report.Needs{
		DB: a.DB, Clock: a.Clock, Log: a.Log.With("part", "report"), Journal: a.Journal, Procedure: a.Procedure, Outward: a.Outward, Vault: a.Vault,
		Course: courseOf(cmd), AreaName: func(code string) string { return a.Register.Areas().Name(code) }, Organ: a.organ, Mark: a.mark(),
	})
}

// sources are the words for where an incident is known from.
var sources = map[string]string{"alarm": "监测报警", "phone": "电话接报", "report": "下级报告", "other": "接报"}

// courseOf tells what happened in an incident, without what was done to report it.
func courseOf(cmd *command.System) func(context.Context, string) (report.Course, error) {
	return func(ctx context.Context, incident string) (report.Course, error) {
		i, lines, err := cmd.Told(ctx, incident)
		if err != nil {
			return report.Course{}, err
		}
		out := report.Course{Title: i.Title, Place: i.AreaName + i.Address, Summary: i.Summary, Source: sources[i.Source]}
		if strings.HasPrefix(i.Address, i.AreaName) {
			out.Place = i.Address
		}
		for _, e := range lines {
			if strings.HasPrefix(e.Action, report.Procedure+".") {
				continue
			}
			out.Lines = append(out.Lines, report.CourseLine{At: e.At, Text: lineText(e.Task, e.Title, e.Text), Measure: e.Task != ""})
		}
		return out, nil
	}
}

// lineText is one line of a timeline as a sentence.
func lineText(task string, title lang.Text, text string) string {
	out := title.Zh
	if task != "" {
		out = task + "：" + out
	}
	if text != "" {
		out += "，" + text
	}
	return out
}

// figuresOf are the numbers that were said of an incident, for its command room; none for those who may not see reports.
func (a *App) figuresOf(ctx context.Context, incident string) ([]command.RoomFigure, error) {
	list, err := a.Reports.FiguresOf(ctx, incident)
	if err != nil {
		return nil, err
	}
	out := []command.RoomFigure{}
	for _, f := range list {
		out = append(out, command.RoomFigure{Key: f.Key, Title: f.Title, Unit: f.Unit, Value: f.Value, Organ: f.Organ, SaidAt: f.SaidAt})
	}
	return out, nil
}

// tracksOf are the places of vehicles that carry a terminal.
func (a *App) tracksOf(ctx context.Context, elements []string, since time.Time) ([]command.TrackedPlace, error) {
	list, err := a.intake.Tracks(ctx, elements, since)
	if err != nil {
		return nil, err
	}
	out := make([]command.TrackedPlace, 0, len(list))
	for _, f := range list {
		out = append(out, command.TrackedPlace{Element: f.Element, At: f.At, Lon: f.Lon, Lat: f.Lat, Speed: f.Speed, Direction: f.Direction})
	}
	return out, nil
}
