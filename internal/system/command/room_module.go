package command

import "anlan/internal/base/httpapi"

// roomOperations are those of command rooms.
func (s *System) roomOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/command/rooms", readIncidents, s.rooms).Doc("Open incidents with what waits in each", "The gravest first: for changing between command rooms."),
		httpapi.Get("/command/zone-rules", readIncidents, s.zoneRules).Doc("Parameters of zones", "Substances with their levels, sorts of forces, and what is usual for each kind of zone. They are parameters and say whether a source stands behind them."),
		httpapi.Get("/command/incidents/{id}/room", readIncidents, s.room).Doc("The command room of an incident", "Forces with their places and tracks, what is due, what is short, zones, organisation, objectives."),
		httpapi.Command("/command/incidents/{id}/zones/outline", handleIncidents, s.outlineZones).Doc("Zones of a leak", "As the model draws them; nothing is kept."),
		httpapi.Get("/command/incidents/{id}/zones", readIncidents, s.zoneHistory).Doc("All versions of the zones", "The newest of each kind first, with who set it and when."),
		httpapi.Post("/command/incidents/{id}/zones", handleIncidents, s.setZones).Doc("Set zones", "Each as a new version of its kind: an outline, a radius around the incident, or from a leak. 409 when somebody changed one since."),
		httpapi.Post("/command/incidents/{id}/zones/{kind}/lift", handleIncidents, s.liftZone).Doc("Lift a zone", "Its versions stay, and can be set again."),
		httpapi.Post("/command/incidents/{id}/groups", handleIncidents, s.makeGroup).Doc("Set up a group", "Beside those of the plans that run."),
		httpapi.Post("/command/incidents/{id}/groups/{group}/dissolve", handleIncidents, s.dissolveGroup).Doc("Dissolve a group", "One that was set up by hand. While it has units it is refused, unless they are moved to another group with the same act."),
		httpapi.Post("/command/incidents/{id}/groups/{group}/restore", handleIncidents, s.restoreGroup).Doc("Restore a group that was dissolved", "With the units that its dissolving moved, as far as they are still where they were moved to."),
		httpapi.Post("/command/incidents/{id}/units", handleIncidents, s.moveUnit).Doc("Move a unit to a group", "409 when it was moved since it was looked at. Moving it back undoes it."),
		httpapi.Post("/command/incidents/{id}/hand-over", handleIncidents, s.handOver).Doc("Hand a role over", "From whom to whom, with a note; what the plan gives to the role from then on goes to the new holder."),
		httpapi.Post("/command/incidents/{id}/objectives", handleIncidents, s.setObjective).Doc("Set an objective", "With who answers for it and by when. It is a case: its acts are those of cases."),
		httpapi.Post("/command/incidents/{id}/log", handleIncidents, s.writeLog).Doc("Write into the log", "Entries are never changed; a correction is an entry that names the one it puts right."),
		httpapi.Get("/command/incidents/{id}/situation", readIncidents, s.situation).Doc("Situation report", "Drafted from what is on record at this moment."),
		httpapi.Streams("/command/incidents/{id}/situation/docx", readIncidents, s.situationDOCX).Doc("Situation report as a Word file", "Marked as a draft."),
	}
}
