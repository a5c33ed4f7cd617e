"""Causes and their categories, as the failure corpus names them."""

from __future__ import annotations

_CAUSES = {
    "import": "import_before_app kit_extension_unresolved missing_module shared_library_missing import_torch_before_isaacgym access_before_sim_start",
    "version": "rsl_rl_config_schema library_api_moved torch_gpu_arch_unsupported torch_cpu_build numpy_removed_alias glibcxx_too_old warp_driver_mismatch",
    "config": "task_not_registered cli_argument_error hydra_override_syntax config_value_unsupported config_file_invalid config_file_missing name_pattern_unmatched contact_filter_pattern contact_reporter_missing camera_not_enabled user_code_error tensor_shape_mismatch inference_tensor_misuse bad_config_value",
    "gpu_memory": "cuda_out_of_memory physx_device_alloc_failed",
    "physx_capacity": "physx_patch_buffer physx_collision_stack physx_pairs_capacity physx_material_limit mjwarp_constraint_buffer sim_arena_memory",
    "hang": "physics_step_hang startup_hang startup_hang_no_cuda_driver startup_hang_asset_fetch shutdown_hang training_stalled",
    "numerics": "policy_std_invalid policy_mean_nonfinite value_loss_nonfinite physics_instability invalid_physx_transform",
    "asset": "asset_not_reachable asset_file_missing robot_model_invalid articulation_root_missing",
    "driver": "vulkan_init_failed physx_gpu_fallback physx_kernel_launch_failed cuda_device_assert simulator_gpu_crash rendering_stack_missing headless_no_display",
    "distributed": "nccl_transport_crash nccl_unavailable rank_device_mismatch rendezvous_port_in_use distributed_env_missing distributed_rank_failed collective_timeout distributed_launch rendezvous_stalled",
    "checkpoint": "checkpoint_shape_mismatch checkpoint_key_mismatch checkpoint_not_found checkpoint_corrupt",
    "system": "host_memory_exhausted killed_sigkill terminated_by_signal user_interrupt worker_process_died disk_full read_only_filesystem permission_denied too_many_open_files inotify_limit container_setup eula_not_accepted illegal_instruction heap_corruption shutdown_crash",
    "healthy": "healthy healthy_with_warnings",
    "unknown": "unknown",
}

CATEGORY: dict[str, str] = {
    cause: category for category, causes in _CAUSES.items() for cause in causes.split()
}
