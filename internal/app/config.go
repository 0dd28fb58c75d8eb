// Package app puts the parts together: configuration, the list of systems, start and stop.
//
// Open makes every part in order and starts nothing; Run runs them until the context ends and stops them in reverse
// order. No rule of the business lives here.
package app

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
)

// Config is everything an operator can set. Defaults suit one machine; nothing listens beyond it unless told to.
type Config struct {
	Data    string `help:"Folder of all data." default:"data" env:"ANLAN_DATA" type:"path"`
	HTTP    string `name:"http" help:"Address of the web client and API." default:"127.0.0.1:8080" env:"ANLAN_HTTP"`
	MQTT    string `name:"mqtt" help:"Address for devices that speak MQTT 3.1.1; empty for none." default:"127.0.0.1:1883" env:"ANLAN_MQTT"`
	HJ212   string `name:"hj212" help:"Address for devices that speak HJ 212; empty for none." default:"127.0.0.1:5212" env:"ANLAN_HJ212"`
	DSN     string `name:"dsn" help:"PostgreSQL address; without it a SQLite file in the data folder." env:"ANLAN_DSN"`
	NATS    string `name:"nats" help:"Address of a NATS cluster; without it a server inside this process." env:"ANLAN_NATS"`
	Demo    bool   `help:"Load the invented demo city when the data folder is new." env:"ANLAN_DEMO"`
	Small   bool   `help:"With --demo: a small city, for tests." env:"ANLAN_DEMO_SMALL"`
	Secure  bool   `help:"Send cookies over HTTPS only; set it behind a TLS proxy." env:"ANLAN_SECURE"`
	Durable bool   `help:"Sync every device message to disk before it is acknowledged: survives a power cut, a few thousand messages a second at most." env:"ANLAN_DURABLE"`
	Log     string `help:"Level of the log." default:"info" enum:"debug,info,warn,error" env:"ANLAN_LOG"`

	AdminPassword string `kong:"-" env:"-"`
	DemoPassword  string `kong:"-" env:"-"`
	Version       string `kong:"-" env:"-"`
}

// Validate refuses what cannot work, naming the option.
func (c Config) Validate() error {
	if c.Data == "" {
		return errors.New("--data: a folder is needed")
	}
	for name, addr := range map[string]string{"--http": c.HTTP, "--mqtt": c.MQTT, "--hj212": c.HJ212} {
		if addr == "" && name != "--http" {
			continue
		}
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return fmt.Errorf("%s: %q is not HOST:PORT: %w", name, addr, err)
		}
	}
	return nil
}

func (c Config) path(name ...string) string {
	return filepath.Join(append([]string{c.Data}, name...)...)
}

// Database is the SQLite file in the data folder.
func (c Config) Database() string { return c.path("anlan.db") }

// JournalKey is the file of the signing key.
func (c Config) JournalKey() string { return c.path("keys", "journal.pem") }

// JournalHeads is the file of the signed heads.
func (c Config) JournalHeads() string { return c.path("journal-heads.jsonl") }
