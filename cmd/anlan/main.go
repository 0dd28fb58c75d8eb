// Command anlan is the whole of Anlan in one binary: the server, the demo city, and the proof of the journal.
package main

import (
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

// version is set by the build.
var version = "dev"

// cli is every subcommand; each lives in the file of its name.
type cli struct {
	Serve    serveCmd         `cmd:"" help:"Run the server."`
	Verify   verifyCmd        `cmd:"" help:"Prove that the journal was not bent, or name the first entry that was."`
	Journal  journalCmd       `cmd:"" help:"The journal's signed heads and its key."`
	Calendar calendarCmd      `cmd:"" help:"The working calendar: show, diff, apply."`
	Draw     drawCmd          `cmd:"" help:"Double-random drawings: check."`
	OpenAPI  openapiCmd       `cmd:"" name:"openapi" help:"Print the OpenAPI document."`
	Demo     DemoCmd          `cmd:"" help:"The invented demo city."`
	Version  kong.VersionFlag `help:"Print the version."`
}

func main() {
	k := kong.Parse(&cli{}, kong.Name("anlan"), kong.Description("安澜: the emergency platform of a city."), kong.Vars{"version": version}, kong.UsageOnError())
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "anlan:", err)
		os.Exit(1)
	}
}
