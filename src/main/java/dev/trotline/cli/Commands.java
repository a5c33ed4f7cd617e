package dev.trotline.cli;

import picocli.CommandLine;

/** The command tree, wired by hand. */
final class Commands {
  private Commands() {}

  static CommandLine commandLine(Context context) {
    CommandLine line = new CommandLine(new TrotlineCommand());
    line.addSubcommand(new InitCommand(context));
    line.addSubcommand(new DoctorCommand(context));
    line.addSubcommand(new DiagnoseCommand(context));
    line.addSubcommand(new EditRewardCommand(context));
    line.addSubcommand(new EditTerrainCommand(context));
    line.addSubcommand(new EditConfigCommand(context));
    line.addSubcommand(new LaunchCommand(context));
    line.addSubcommand(new StopCommand(context));
    line.addSubcommand(new StatusCommand(context));
    line.addSubcommand(new MonitorCommand(context));
    line.addSubcommand(new AnalyzeCommand(context));
    line.addSubcommand(new ProposeCommand(context));
    line.addSubcommand(new LoopCommand(context));
    line.addSubcommand(new NightCommand(context));
    line.addSubcommand(new ReproduceCommand(context));
    line.addSubcommand(new EvaluateCommand(context));
    line.addSubcommand(new ReportCommand(context));
    line.addSubcommand(new ImportCommand(context));
    line.addSubcommand(new ArchiveCommand(context));
    line.addSubcommand(new WarmUpCommand(context));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }
}
