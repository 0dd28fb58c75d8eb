// Package app puts the parts together: configuration, the list of systems, start and stop.
//
// Open makes every part in order and starts nothing; Run runs them until the context ends and stops them in reverse
// order. No rule of the business lives here.
package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
)

// Config is everything an operator can set. Defaults suit one machine; nothing listens beyond it unless told to.
type Config struct {
	Data          string        `help:"Folder of all data." default:"data" env:"ANLAN_DATA" type:"path"`
	HTTP          string        `name:"http" help:"Address of the web client and API." default:"127.0.0.1:8080" env:"ANLAN_HTTP"`
	MQTT          string        `name:"mqtt" help:"Address for devices that speak MQTT 3.1.1; empty for none." default:"127.0.0.1:1883" env:"ANLAN_MQTT"`
	HJ212         string        `name:"hj212" help:"Address for devices that speak HJ 212; empty for none." default:"127.0.0.1:5212" env:"ANLAN_HJ212"`
	SL651         string        `name:"sl651" help:"Address for stations that speak SL 651; empty for none." env:"ANLAN_SL651"`
	GB26875       string        `name:"gb26875" help:"Address for fire alarm transmitters that speak GB/T 26875.3; empty for none." env:"ANLAN_GB26875"`
	JT808         string        `name:"jt808" help:"Address for vehicles that speak JT/T 808; empty for none." env:"ANLAN_JT808"`
	CAPFolder     string        `name:"cap-folder" help:"Folder in which warnings as CAP files may be dropped; empty for none." env:"ANLAN_CAP_FOLDER" type:"path"`
	Folder        string        `name:"csv-folder" help:"Folder in which CSV files with values may be dropped; empty for none." env:"ANLAN_CSV_FOLDER" type:"path"`
	DSN           string        `name:"dsn" help:"PostgreSQL address; without it a SQLite file in the data folder." env:"ANLAN_DSN"`
	NATS          string        `name:"nats" help:"Address of a NATS cluster; without it a server inside this process." env:"ANLAN_NATS"`
	Demo          bool          `help:"Load the invented demo city when the data folder is new." env:"ANLAN_DEMO"`
	Small         bool          `help:"With --demo: a small city, for tests." env:"ANLAN_DEMO_SMALL"`
	Secure        bool          `help:"Send cookies over HTTPS only; set it behind a TLS proxy." env:"ANLAN_SECURE"`
	Durable       bool          `help:"Sync every message that the bus itself keeps (events, QoS 2, retained): survives a power cut, a few thousand a second at most. What devices publish with QoS 1 does so anyway." env:"ANLAN_DURABLE"`
	S3Endpoint    string        `name:"s3-endpoint" help:"Address of a server that speaks S3, http(s)://HOST[:PORT], for the files of cases; without it they are in the data folder." env:"ANLAN_S3_ENDPOINT"`
	S3Bucket      string        `name:"s3-bucket" help:"Bucket of those files; it must be there." env:"ANLAN_S3_BUCKET"`
	S3Region      string        `name:"s3-region" help:"Region of the bucket." default:"us-east-1" env:"ANLAN_S3_REGION"`
	S3Key         string        `name:"s3-key" help:"Access key." env:"ANLAN_S3_KEY"`
	UploadOfficer int64         `name:"upload-officer" help:"Largest file in MiB that duty officers and commanders send." default:"2048" env:"ANLAN_UPLOAD_OFFICER"`
	UploadField   int64         `name:"upload-field" help:"Largest file in MiB that people in the field and grid send." default:"200" env:"ANLAN_UPLOAD_FIELD"`
	UploadOther   int64         `name:"upload-other" help:"Largest file in MiB that others send." default:"32" env:"ANLAN_UPLOAD_OTHER"`
	SMS           string        `name:"sms-gateway" help:"Address of a gateway that sends SMS, http(s)://HOST[:PORT]; empty for none." env:"ANLAN_SMS_GATEWAY"`
	Voice         string        `name:"voice-gateway" help:"Address of a gateway that makes voice calls; empty for none." env:"ANLAN_VOICE_GATEWAY"`
	Satellite     string        `name:"satellite-gateway" help:"Address of a gateway to satellite terminals; empty for none." env:"ANLAN_SATELLITE_GATEWAY"`
	MailServer    string        `name:"mail-server" help:"Server that sends mail, HOST:PORT; empty for none." env:"ANLAN_MAIL_SERVER"`
	MailFrom      string        `name:"mail-from" help:"Sender of mail." env:"ANLAN_MAIL_FROM"`
	MailUser      string        `name:"mail-user" help:"Account at the mail server; empty for none." env:"ANLAN_MAIL_USER"`
	CallAfter     time.Duration `name:"call-after" help:"Call people when a critical alarm has been unacknowledged for so long; 0 for never." default:"5m" env:"ANLAN_CALL_AFTER"`
	Exercise      string        `name:"exercise" help:"Title of an exercise: nothing goes outside, no device is heard, every page and document says 演练. It needs a data folder of its own." env:"ANLAN_EXERCISE"`
	Speed         int           `name:"exercise-speed" help:"How many times faster the time of the exercise goes, 1 to 60." default:"1" env:"ANLAN_EXERCISE_SPEED"`
	Log           string        `help:"Level of the log." default:"info" enum:"debug,info,warn,error" env:"ANLAN_LOG"`

	Outward []string `name:"outward-allow" help:"Inside addresses that connectors and hooks may reach: IP, IP:PORT or range. Administrators add more under Settings." env:"ANLAN_OUTWARD_ALLOW"`

	S3Secret      string `kong:"-" env:"-"`
	MailPassword  string `kong:"-" env:"-"`
	GatewayToken  string `kong:"-" env:"-"`
	AdminPassword string `kong:"-" env:"-"`
	DemoPassword  string `kong:"-" env:"-"`
	Version       string `kong:"-" env:"-"`

	Asked func(ctx context.Context, statement string) `kong:"-"` // see store.Options; for tests
}

// Validate refuses what cannot work, naming the option.
func (c Config) Validate() error {
	if c.Data == "" {
		return errors.New("--data: a folder is needed")
	}
	for name, addr := range map[string]string{"--http": c.HTTP, "--mqtt": c.MQTT, "--hj212": c.HJ212, "--sl651": c.SL651, "--gb26875": c.GB26875, "--jt808": c.JT808} {
		if addr == "" && name != "--http" {
			continue
		}
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return fmt.Errorf("%s: %q is not HOST:PORT: %w", name, addr, err)
		}
	}
	if c.S3Endpoint != "" {
		if err := c.S3().Validate(); err != nil {
			return fmt.Errorf("--s3-…: %w", err)
		}
	}
	if c.MailServer != "" {
		if _, err := notify.NewMail(c.mail(nil)); err != nil {
			return fmt.Errorf("--mail-server, --mail-from: %w", err)
		}
	}
	if err := c.validateExercise(); err != nil {
		return err
	}
	_, err := c.channels()
	return err
}

// ports are the addresses for devices over TCP, by protocol.
func (c Config) ports() map[string]string {
	return map[string]string{"hj212": c.HJ212, "sl651": c.SL651, "gb26875": c.GB26875, "jt808": c.JT808}
}

// mail says which server sends mail.
func (c Config) mail(k clock.Clock) notify.MailOptions {
	return notify.MailOptions{Server: c.MailServer, From: c.MailFrom, User: c.MailUser, Password: c.MailPassword, Clock: k}
}

// gateways are the ways to people that a configuration may name.
var gateways = []struct {
	name    string
	title   lang.Text
	address func(c Config) string
}{
	{"sms", lang.T("短信", "SMS"), func(c Config) string { return c.SMS }},
	{"voice", lang.T("语音电话", "Voice call"), func(c Config) string { return c.Voice }},
	{"satellite", lang.T("卫星短报文", "Satellite message"), func(c Config) string { return c.Satellite }},
}

// channels are the gateways that a configuration names.
func (c Config) channels() ([]notify.Channel, error) {
	var out []notify.Channel
	for _, g := range gateways {
		address := g.address(c)
		if address == "" {
			continue
		}
		n, err := notify.NewGateway(notify.GatewayOptions{Name: g.name, Title: g.title, Address: address, Token: c.GatewayToken})
		if err != nil {
			return nil, fmt.Errorf("--%s-gateway: %w", g.name, err)
		}
		out = append(out, n)
	}
	return out, nil
}

// S3 says where the files of cases are when they are not in the data folder.
func (c Config) S3() blob.S3Options {
	return blob.S3Options{Endpoint: c.S3Endpoint, Bucket: c.S3Bucket, Region: c.S3Region, Key: c.S3Key, Secret: c.S3Secret, Spool: c.path("blobs", "incoming")}
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
